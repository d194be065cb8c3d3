/* Claim, commit and healing in shared mode. Fixed-size frames, one page of N cells.
   -DCAS_COMMIT   owner commits by compare-and-set (else plain release store)
   -DGEN          header carries slot+generation, generation bumped on slot acquisition (else slot only)
   -DFALSEDEATH   the kernel lock of a LIVE writer may vanish (other fd closed in the JVM, interrupt, ...)
   -DKILL         a writer may be killed at any instant (kernel drops its lock atomically)
   -DLONGLIVED    the successor that took over the dead writer's slot stays alive holding its lock
   -DALIVE_HEAL   readers may also seal a claim of a live but stalled writer (time-out policy)            */
#define N 3
#define CLAIM 16
#define COMM  32
#define PAD   48
byte word[N];            /* header words: 0, CLAIM+id, COMM+id, PAD */
byte lck[2];             /* kernel lock: incarnation holding slot, 0 = free */
byte gen[2];             /* current incarnation registered for slot */
bool alive[4] = true;    /* alive[inc] */
byte seen[2*N];          /* what reader r saw at cell i */
byte acked[4], lost[4];  /* per incarnation: appends reported ok / reported lost to the caller */
byte running = 0;
bool falseDone = false;

#define SLOT(i)  (((i)==2)->1:0)          /* incarnations 1 and 3 share slot 0, 2 uses slot 1 */
#ifdef GEN
#define DEAD(v)  (lck[SLOT((v)&15)] != ((v)&15))      /* lock free, or slot re-owned by another generation */
#else
#define DEAD(v)  (lck[SLOT((v)&15)] == 0)             /* only "is byte i locked?" */
#endif

proctype Writer(byte me; byte n) {
  byte p = 0; byte k = 0; bool ok;
  /* acquire the slot */
  atomic { (lck[SLOT(me)] == 0 || !alive[me]) -> if :: alive[me] -> lck[SLOT(me)] = me; gen[SLOT(me)] = me :: else -> skip fi }
  do
  :: (k < n && p < N && alive[me]) ->
       /* CAS 0 -> CLAIMED at the first empty cell (walk) */
       atomic { if :: (alive[me] && word[p] == 0) -> word[p] = CLAIM + me; ok = true :: else -> ok = false; p++ fi }
       if :: ok ->
            /* payload copy happens here: an interleaving point */
#ifdef CAS_COMMIT
            atomic { if :: !alive[me] -> goto out
                        :: alive[me] && word[p] == CLAIM+me -> word[p] = COMM+me; acked[me]++
                        :: alive[me] && word[p] != CLAIM+me -> lost[me]++ fi; k++; p++ }
#else
            atomic { if :: !alive[me] -> goto out :: else -> word[p] = COMM+me; acked[me]++; k++; p++ fi }
#endif
          :: else -> skip fi
  :: else -> break
  od;
out: atomic { running--;
#ifdef LONGLIVED
  if :: (me == 3 && alive[3]) -> skip        /* successor stays alive, idle, holding the slot lock */
     :: else -> if :: lck[SLOT(me)] == me -> lck[SLOT(me)] = 0 :: else -> skip fi fi
#else
  if :: lck[SLOT(me)] == me -> lck[SLOT(me)] = 0 :: else -> skip fi
#endif
  }
}
proctype Reader(byte r) {
  byte p = 0; byte v;
  do
  :: p == N -> break
  :: p < N && word[p] >= COMM -> atomic { seen[r*N+p] = word[p]; p++ }
  :: p < N && word[p] > CLAIM && word[p] < COMM ->
       atomic { v = word[p]; if :: (v > CLAIM && v < COMM) -> skip :: else -> v = 0 fi }
       if :: v == 0 -> skip                                   /* changed meanwhile: look again */
          :: (v != 0 && word[p] != v) -> skip                  /* owner finished: look again */
          :: (v != 0 && DEAD(v)) -> atomic { if :: word[p] == v -> word[p] = PAD :: else -> skip fi }
#ifdef ALIVE_HEAL
          :: (v != 0) -> atomic { if :: word[p] == v -> word[p] = PAD :: else -> skip fi }
#endif
       fi
  :: p < N && word[p] == 0 && running == 0 -> break
  od
}
#ifdef KILL
proctype Killer() { atomic { alive[1] = false; if :: lck[0]==1 -> lck[0] = 0 :: else -> skip fi } }
#endif
#ifdef FALSEDEATH
proctype Dropper() { atomic { if :: lck[0]==1 -> lck[0] = 0 :: else -> skip fi } }
#endif
init {
  atomic { running = 3; run Writer(1,1); run Writer(2,1); run Writer(3,1); run Reader(0); run Reader(1);
#ifdef KILL
    run Killer();
#endif
#ifdef FALSEDEATH
    run Dropper();
#endif
  }
  (_nr_pr == 1);
  byte i = 0; byte c1 = 0; byte c2 = 0; byte c3 = 0;
  do :: i < N ->
        /* I1: every reader that delivered cell i saw the same thing, and it is still what is stored */
        assert(seen[i] == 0 || seen[N+i] == 0 || seen[i] == seen[N+i]);
        assert(seen[i] == 0 || seen[i] == word[i]);
        if :: word[i]==COMM+1 -> c1++ :: word[i]==COMM+2 -> c2++ :: word[i]==COMM+3 -> c3++ :: else -> skip fi; i++
     :: else -> break od;
  /* I2: an append reported OK is in the log exactly once; one reported lost is not */
  assert(acked[1]==c1); assert(acked[2]==c2); assert(acked[3]==c3);
}
