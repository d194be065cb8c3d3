/* Shared mode: the slot of a writer. Its owner notes a claim's place before the CAS; who owns the slot next seals what is noted, then raises the
   generation; the keeper of a live writer seals what a slot notes whose lock is free. A read-only reader waits at a claim: it hangs if nobody heals it.
   Writers 1 and 2 own slot 0 one after the other, each may be killed at any instant; writer 3 owns slot 1, lives, and has the keeper.
   gone(v): nobody holds the slot as the owner that made claim v; only then may it be sealed without patience.
   -DNOTELATE     the claim is noted behind its CAS
   -DNOSEAL       the next owner raises the generation, notes its own claims, and seals nothing
   -DRAISEFIRST   it raises the generation, then seals what is of this generation
   -DNOCOMPARE    what is noted is sealed whoever's claim it is: a note outlives its claim, or never came to one
   -DLOCKFIRST    the keeper looks whether the lock is free, then what is claimed there: by the next owner, meanwhile
   -DLOST         writer 1 loses its lock while it lives: two owners of one slot. A living writer's claim may be sealed, and nothing is lost or doubled
   -DKILL2        with it: writer 2 is killed; the note of its claim may have been stored over by writer 1: nobody finds it
   -DLOOK         with both: an owner looks at the generation before it notes, and stops if it moved on: narrows that, does not close it */
#ifdef LOST
#define N 3
#else
#define N 5
#endif
#define NONE 15
#define CLAIM 16
#define COMM 32
#define PAD 48
#define claimed(v) ((v) > CLAIM && (v) < COMM)
#define own(v) ((v) == CLAIM + 1 || (v) == CLAIM + 2)      /* of slot 0 */
#ifdef LOST
#define gone(v) true
#else
#define gone(v) (own(v) && lck != (v) - CLAIM)
#endif
byte word[N]; byte lck = 0; byte gen = 0; byte note = NONE; bool dead[4]; bool acked[4]; byte done = 0;

inline seal(at, v) { atomic { if :: word[at] == v -> assert(gone(v)); word[at] = PAD :: else fi } }
#ifdef NOCOMPARE
#define mine(v) claimed(v)
#else
#define mine(v) own(v)
#endif

proctype Writer(byte me) { byte p = 0; byte n = NONE; byte v = 0;
  { if
    :: me == 3 -> skip
    :: me < 3 -> atomic { lck == 0 -> lck = me };
#ifdef RAISEFIRST
       v = gen; gen = me;
       n = note;
       if :: n != NONE -> if :: word[n] == CLAIM + gen -> atomic { if :: word[n] == CLAIM + gen -> word[n] = PAD :: else fi } :: else fi :: else fi;
#else
#ifndef NOSEAL
       n = note;
       if :: n != NONE -> v = word[n]; if :: mine(v) -> seal(n, v) :: else fi :: else fi;
#endif
       gen = me;
#endif
    fi;
    do
    :: p >= N -> break
    :: p < N && word[p] != 0 -> p++
    :: p < N && word[p] == 0 ->
#ifdef LOOK
       if :: me < 3 && gen != me -> break :: else fi;
#endif
#ifndef NOTELATE
       if :: me < 3 -> note = p :: else fi;
#endif
       atomic { if :: word[p] == 0 -> word[p] = CLAIM + me; v = 1 :: else -> v = 0 fi };
       if
       :: v == 1 ->
#ifdef NOTELATE
          if :: me < 3 -> note = p :: else fi;
#endif
          atomic { if :: word[p] == CLAIM + me -> word[p] = COMM + me; acked[me] = true; v = 2 :: else fi };
          if :: v == 2 -> break :: else -> p++ fi      /* sealed: again, behind it */
       :: else
       fi
    od
  } unless { dead[me] };
  atomic { n = 0; v = 0; if :: lck == me -> lck = 0 :: else fi; done++ } }
proctype Keeper() { byte n; byte v;
  end: do
#ifdef LOCKFIRST
  :: note != NONE && mine(word[note]) && lck == 0 -> n = note; v = word[n]; if :: mine(v) -> seal(n, v) :: else fi
#else
  :: note != NONE && mine(word[note]) && lck == 0 -> n = note; v = word[n];
     if :: mine(v) && (lck == 0 || !own(v)) -> seal(n, v) :: else fi
#endif
  od }
proctype ReadOnly() { byte p = 0;
  do :: p == N -> break
     :: p < N && word[p] != 0 && !claimed(word[p]) -> p++
     :: p < N && word[p] == 0 && done == 3 -> break
  od }
init { byte i = 0; byte c[4];
  atomic { run Keeper(); run Writer(1); run Writer(2); run Writer(3); run ReadOnly() };
#ifdef LOST
  if :: atomic { lck == 1 -> lck = 0 } :: skip fi;
#ifdef KILL2
  if :: dead[2] = true :: skip fi;
#endif
#else
  if :: dead[1] = true :: skip fi; if :: dead[2] = true :: skip fi;
#endif
  (_nr_pr == 2);
  do :: i < N -> if :: word[i] > COMM && word[i] < PAD -> c[word[i] - COMM]++ :: else fi; i++ :: else -> break od;
  assert(c[1] == acked[1] && c[2] == acked[2] && c[3] == acked[3]) }
