/* Gates with several writers: each asks for the room of the place that it then tries to take; who loses the CAS walks on and asks anew. No page ends here, and a scan is one step
   (gate.pml has both). Consumer 0 reads everything; consumer 1 registers while the writers are at it, never reads, is removed. No claim ends more than C behind
   a gating cursor, but that of each writer the one that had its room when the gate was put up; nobody waits for ever.
   -DASKONCE  the gate is asked before the walk; who loses the CAS takes the next place with the same answer
   -DLATE     watch is looked at once the room is given, not before: a writer passes the gate twice
   -DSTALE    a moved watch is adopted, the limit kept
   -DSTAND    who waits for room does not see that its place is taken: harmless, its CAS fails and it asks anew */
#define C 2
#ifndef LAST
#define LAST 4
#endif
byte word[LAST + 2]; byte done = 0; byte watch = 0; byte cur[2]; bool on = false;
bool there = false; byte beyond[2] = 1;                 /* for the assertion only */
inline scan() { atomic { c0 = cur[0]; lim = c0 + C; if :: on && cur[1] + C < lim -> lim = cur[1] + C :: else fi } }
inline look() { atomic { if :: watch != seen -> seen = watch;
#ifndef STALE
  scan()
#endif
  :: else fi } }
inline gate(end) { look();
  do :: end <= lim -> break
     :: else -> atomic { seen = watch; scan() }; if :: end <= lim -> break
#ifdef STAND
        :: else -> cur[0] != c0 || watch != seen
#else
        :: else -> if :: word[p] != 0 -> break :: cur[0] != c0 || watch != seen fi
#endif
        fi
  od; c0 = 0 }
proctype Writer(byte me) { byte p, seen, lim, c0, e;
  seen = watch; scan();
  do :: p >= LAST -> break
     :: p < LAST && word[p] != 0 -> atomic { do :: p < LAST && word[p] != 0 -> p = p + word[p] :: else -> break od }
     :: p < LAST && word[p] == 0 -> e = 1;
#ifdef ASKONCE
        gate(p + e);
        do :: word[p] != 0 -> p = p + word[p] :: else -> break od;
        if :: p >= LAST -> break :: else fi;
#elif defined(LATE)
        do :: p + e <= lim -> break :: else -> atomic { seen = watch; scan() }; if :: p + e <= lim -> break :: else -> cur[0] != c0 || watch != seen fi od;
        c0 = 0; look();
#else
        gate(p + e);
#endif
#ifdef STAND
        if :: true ->
#elif defined(ASKONCE) || defined(LATE)
        if :: true ->
#else
        if :: p + e > lim -> skip                       /* its place was taken while it waited */
           :: else ->
#endif
        atomic { if :: word[p] == 0 -> word[p] = e; p = p + e; e = 0;
                       if :: p > cur[0] + C || there && p > cur[1] + C -> beyond[me]++; assert(beyond[me] <= 1) :: else fi
                    :: else -> e = 0 fi };
        skip
        fi
  od; atomic { p = 0; seen = 0; lim = 0; c0 = 0; e = 0; done++ } }
proctype Reader() { byte p = 0;
  do :: done == 2 && (p >= LAST || word[p] == 0) -> break
     :: word[p] != 0 -> atomic { p = p + word[p]; cur[0] = p; if :: p > LAST - 1 && done == 2 -> break :: p >= LAST -> break :: else fi }
  od }
proctype Control() {
  cur[1] = cur[0]; on = true;
  atomic { watch++; there = true; beyond[0] = 0; beyond[1] = 0 };
  atomic { on = false; there = false }; watch++ }
init { atomic { run Writer(0); run Writer(1); run Reader(); run Control() } }
