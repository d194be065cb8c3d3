/* Retention by policy: consumer 0 begins as EVICT (or FREE) and is changed to GATE from outside while two removers run, one of which may die between
   floor and unlinking; with -DREGISTERS instead consumer 1 registers as GATE, reads, and resumes; with
   -DCUTOFF one remover and an EVICT consumer that is never further behind than it may be, which loses nothing. Positions are pages; an EVICT consumer holds while at most K behind the tail.
   default: removers: tail, then scan, floor by max-CAS, scan again, unlink every file below. Reader: page missing -> read floor -> gap.
   Who registers: cursor, policy, then one look at floor. Who changes to GATE: policy, then floor: from there on everything is promised
   -DNOLOOK       who registers does not look at floor again        -DONESCAN     removers scan once
   -DUNLINKFIRST  files are unlinked before floor is raised         -DFLOORFIRST  the reader reads floor before it looks for the page
   -DTAILLAST     a remover reads the tail behind the cursor        -DPROMISEFIRST  who changes to GATE reads floor before he stores it
   -DRESUMEFLOOR  who resumes takes a floor beyond the cursor for a gap, though the page is there
   -DLOOP         who registers looks at floor until it stands still: holds as well, and does not help against
   -DI6           floor never passes the cursor of who has registered: too much to ask, a remover may have scanned before */
#ifdef CUTOFF
#define P 7
#define K 3
#else
#define P 3
#define K 1
#endif
byte floor = 0; byte tail = 1; bool exists[P] = true; byte cur[2]; byte pol[2] = 0;      /* 0 FREE, 1 EVICT, 2 GATE */
bool behind = false; byte promised = 255;      /* for the assertions only */
inline least(k) { q = pol[k]; x = cur[k];
#ifdef TAILLAST
  t = tail;
#endif
  if :: x < m && (q == 2 || q == 1 && x + K >= t) -> m = x :: else fi; q = 0; x = 0 }
#ifdef REGISTERS
#define LEAST least(1)
#else
#define LEAST least(0)
#endif
inline unlink() { i = 0;
  do :: i < m -> atomic { if :: exists[i] -> assert(i < cur[0] || promised == 255 || i < promised); exists[i] = false :: else fi; i++ } :: else -> break od; i = 0 }
proctype Remover(bool mayDie) { byte m; byte i; byte t; byte q; byte x;
  t = tail; m = t; LEAST;
#ifdef UNLINKFIRST
  unlink();
#endif
  atomic { if :: m > floor -> floor = m :: else fi };
  if :: mayDie -> goto out :: skip fi;
#ifndef ONESCAN
  LEAST;
#endif
  unlink();
out: skip }
proctype Writer() { do :: tail < P - 1 -> atomic { tail++; if :: tail > cur[0] + K -> behind = true :: else fi } :: else -> break od }
proctype Changer() { byte f;
#ifdef PROMISEFIRST
  f = floor; pol[0] = 2; promised = f
#else
  pol[0] = 2; atomic { f = floor; promised = f }
#endif
}
proctype Consumer() { byte p; byte f; bool free;
  free = pol[0] == 0;
  do :: p < tail -> p++; cur[0] = p;
       do
#ifdef FLOORFIRST
          :: f = floor; if :: exists[p] -> break :: else fi;
#else
          :: if :: exists[p] -> break :: else fi;
          f = floor;
#endif
          assert(f > p); assert(free || behind); assert(promised == 255 || p < promised);
          cur[0] = f; p = f
       od
     :: break
  od }
proctype Newcomer() { byte p; byte f;
  p = floor; cur[1] = p; pol[1] = 2;
#ifdef LOOP
  do :: floor > p -> p = floor; cur[1] = p :: else -> break od;
#else
#ifndef NOLOOK
  f = floor; if :: f > p -> p = f; cur[1] = p :: else fi; f = 0;
#endif
#endif
  do :: assert(exists[p]);
#ifdef I6
       assert(floor <= p);
#endif
#ifdef RESUMEFLOOR
       assert(floor <= p);
#endif
       if :: p < tail -> p++; cur[1] = p :: break fi
  od }
init { atomic {
#ifdef CUTOFF
  pol[0] = 1; run Remover(false); run Writer(); run Consumer()
#else
  if :: pol[0] = 1 :: pol[0] = 0 fi;
  run Remover(true); run Remover(false); run Writer();
#ifdef REGISTERS
  run Newcomer()
#else
  run Changer(); run Consumer()
#endif
#endif
  } }
