/* Exclusive writer by plain stores: payload first, then the word by one release store. No CLAIMED state.
   A claim holds one frame or a batch of two; a batch is written from its second frame on, the release store of its first word
   publishes it whole; an aborted claim becomes one PAD over everything that was claimed.
   The writer is killed at any instant (kernel frees its lock after its last store); a successor takes the lock, walks to the
   tail, zeroes as much behind it as ONE CLAIM may cover, and goes on in the same page; it may be killed too (while zeroing as
   well), then a third does the same.
   Payload cells hold values that look like words, so that a residue read as a word shows.
   -DNOZERO     the successor does not clear the residue
   -DCLEARFRAME it clears only one frame (the longest), though a claim may hold a batch
   -DHEADFIRST  the word is stored before the payload
   -DKEEPREST   less than claimed is committed and the rest keeps what was written there
   -DABORTFREE  an aborted claim leaves its bytes and a FREE word; the next append goes to the same place
   -DAPPENDOPEN the writer appends behind a claim that is still open */
#define N 8
#define MAXF 3            /* longest frame: word + 2 cells */
#define MAXC 4            /* longest claim (batch): two frames of word + 1 cell */
#define PADBIT 8
#ifdef CLEARFRAME
#define CLR MAXF
#else
#define CLR MAXC
#endif
byte m[N];                /* cells; as a word: 0 free, low bits = payload cells that follow, PADBIT = skip */
byte id[N]; bool isword[N]; /* ghosts: which frame, and whether the cell was written as a word */
byte lck = 0; bool dead[3]; byte done[10]; byte got[10]; bool finished = false;

inline put(c, v, f, w) { atomic { m[c] = v; id[c] = f; isword[c] = w } }
inline frame(f) {         /* one frame at p, length 1 or 2 */
  if :: l = 1 :: l = 2 fi;
  if :: p + l + 1 > N -> goto stop :: else fi;
#ifdef HEADFIRST
  put(p, l, f, true);
#endif
  put(p+1, 1, f, false);
  if :: l == 2 -> put(p+2, 2, f, false) :: else fi;
  if
#ifndef HEADFIRST
     :: put(p, l, f, true); done[f] = 1; p = p + l + 1
#else
     :: done[f] = 1; p = p + l + 1
#endif
#ifdef ABORTFREE
     :: skip                                       /* abort: bytes stay, word stays FREE */
#else
     :: put(p, PADBIT + l, f, true); p = p + l + 1  /* abort, or a copy that failed half-way */
     :: l == 2 ->                                    /* less than claimed is committed: first the rest is zeroed */
#ifndef KEEPREST
        put(p+2, 0, 0, false);
#endif
        put(p, 1, f, true); done[f] = 1; p = p + 2
#endif
  fi
}
inline batch(f) {         /* two frames f, f+1 of one payload cell each */
  if :: p + 4 > N -> goto stop :: else fi;
  put(p+3, 1, f+1, false); put(p+2, 1, f+1, true);  /* second frame, word and all, by plain stores */
#ifdef APPENDOPEN
  done[f+1] = 1;                                     /* "append returned" although the first word is FREE */
#endif
  put(p+1, 1, f, false);
  if :: put(p, 1, f, true); done[f] = 1; done[f+1] = 1
     :: put(p, PADBIT + 3, f, true)                   /* abort: one PAD over the whole claim */
  fi;
  p = p + 4
}
proctype W(byte k) { byte p = 0; byte l; byte c;
  { atomic { lck == k -> skip };
    do :: p < N && m[p] != 0 -> p = p + (m[p] & 7) + 1 :: p >= N || m[p] == 0 -> break od;
#ifndef NOZERO
    c = p;
    do :: c < N && c < p + CLR -> put(c, 0, 0, false); c++ :: else -> break od;
#endif
    if :: frame(1+3*k) :: skip fi;
#ifdef ABORTFREE
    frame(2+3*k);
#else
    batch(2+3*k);
#endif
stop: skip } unless { dead[k] };
  atomic { if :: k == 2 -> finished = true :: else fi; lck = k + 1 } }
proctype Reader() { byte p = 0; byte v; byte c;
  do
  :: p >= N -> break
  :: p < N && m[p] != 0 ->
       v = m[p]; assert(isword[p]);
       if :: v & PADBIT -> v = v & 7
          :: else -> c = 1;
             do :: c <= v -> assert(id[p+c] == id[p] && !isword[p+c]); c++ :: else -> break od;
             got[id[p]]++; assert(got[id[p]] == 1) fi;
       p = p + v + 1
  :: p < N && m[p] == 0 && finished -> if :: m[p] == 0 -> break :: else fi
  od;
  if :: finished -> c = 1; do :: c < 10 -> assert(done[c] <= got[c]); c++ :: else -> break od :: else fi }
init { atomic { run W(0); run W(1); run W(2); run Reader() }
       if :: dead[0] = true :: skip fi; if :: lck == 1 -> dead[1] = true :: skip fi }
