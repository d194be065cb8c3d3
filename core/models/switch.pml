/* Shared mode: the page switch, raced by several writers that may be killed at any instant. Pages of C cells and one that is kept for END; frames of
   one or two cells. Who finds that its frame does not fit makes the next page complete, links it or adopts what is there, then ends this one by CAS;
   a smaller frame may take the place first. Writer 3 opens the journal at any time. In the end each frame whose append returned is met exactly once
   by a walk from page 0 over END words; nothing stands behind END; a page has frames only if the one before has END.
   -DENDSTORE   END by a store, behind a look
   -DENDFIRST   END, then the next page
   -DLINKFIRST  the page has its name before it is written
   -DRENAME     who comes second renames its own page over the one that is there
   -DNEWEST     a writer opens at the newest page file */
#define P 3
#define C 2
#define CLAIM 16
#define COMM 32
#define END 1
#define at(k, o) ((k) * (C + 1) + (o))
byte m[P * (C + 1)]; bool file[P + 1]; bool whole[P + 1]; byte acked[4]; bool dead[4];

inline make(n) {                 /* the temporary file is built before; only what has the name can be seen */
  if
#ifdef RENAME
  :: !file[n] -> atomic { file[n] = true; whole[n] = true; if :: n < P -> m[at(n, 0)] = 0; m[at(n, 1)] = 0; m[at(n, 2)] = 0 :: else fi }
#elif defined(LINKFIRST)
  :: atomic { !file[n] -> file[n] = true }; whole[n] = true
#else
  :: atomic { !file[n] -> file[n] = true; whole[n] = true }
#endif
  :: file[n] -> skip            /* adopted */
  fi }
inline append(e) {
  do
  :: o + e <= C && m[at(k, o)] == 0 ->
     atomic { if :: m[at(k, o)] == 0 -> m[at(k, o)] = CLAIM + me * 4 + e; won = true :: else -> won = false fi };
     if :: won -> atomic { if :: m[at(k, o)] == CLAIM + me * 4 + e -> m[at(k, o)] = COMM + me * 4 + e; acked[me]++ :: else -> assert(false) fi };
          o = o + e; break
        :: else
     fi
  :: o + e > C && m[at(k, o)] == 0 ->
     if :: k == P - 1 -> goto stop :: else fi;
#ifndef ENDFIRST
     make(k + 1);
#endif
#ifdef ENDSTORE
     m[at(k, o)] = END;
#else
     atomic { if :: m[at(k, o)] == 0 -> m[at(k, o)] = END :: else fi };
#endif
#ifdef ENDFIRST
     make(k + 1);
#endif
  :: m[at(k, o)] == END -> k++; o = 0; assert(file[k] && whole[k]);
     if :: me == 2 && k < P - 1 -> make(k + 1) :: true fi      /* one is prepared ahead, or not yet */
  :: m[at(k, o)] > END -> o = o + (m[at(k, o)] & 3)
  od }
proctype Writer(byte me) { byte k = 0; byte o = 0; bool won;
  {
#ifdef NEWEST
    if :: me == 3 -> if :: file[2] -> k = 2 :: !file[2] && file[1] -> k = 1 :: else fi :: else fi;
#endif
    if :: me < 3 -> append(1) :: me != 2 -> append(2) fi;
    if :: me == 2 -> append(2) :: else fi;
stop: skip } unless { dead[me] };
  atomic { k = 0; o = 0; won = false } }
init { byte k = 0; byte o = 0; byte c[4]; byte v; byte i;
  atomic { file[0] = true; whole[0] = true; run Writer(1); run Writer(2); run Writer(3) };
  if :: dead[1] = true :: skip fi; if :: dead[2] = true :: skip fi;
  (_nr_pr == 1);
  atomic {
    do :: v = m[at(k, o)];
          if :: v == 0 -> break
             :: v == END -> assert(file[k+1] && whole[k+1]); i = o + 1;
                do :: i <= C -> assert(m[at(k, i)] == 0); i++ :: else -> break od;
                k++; o = 0
             :: v > END -> if :: v >= COMM -> c[(v - COMM) / 4]++ :: else fi; o = o + (v & 3) fi
    od;
    assert(c[1] == acked[1] && c[2] == acked[2] && c[3] == acked[3]);
    k++;
    do :: k < P -> assert(m[at(k, 0)] == 0); k++ :: else -> break od } }
