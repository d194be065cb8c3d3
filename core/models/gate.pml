/* Gates: capacity C ahead of every gating consumer, over page ends, on a disk that has D pages. Page: 8 units, the first its header, the last kept
   for END; frames (or batches) up to a quarter. Consumer 0 reads everything. Control: consumer 1 registers, never reads, may be reset, is removed;
   or the capacity is changed. beyond: frames that became visible past a gate since it was put up: at most the one that was being written; none if none was.
   default: switch the page, then look at watch; it moved -> adopt it, then read states, cursors, capacity; no room -> read all again each turn
   -DBETWEEN    watch is looked at between payload and word only      -DSTALE    a moved watch is adopted, the limit kept
   -DADOPTLATE  watch is adopted behind the scan                      -DOLDPOS   the gate is asked for the place before the page switch
   -DRAISEFIRST watch is raised before the state is there             -DCAPFIRST watch is raised before the capacity is there
   -DLISTONCE   a waiting writer reads cursors, states only when watch moved   -DREMOVEFIRST  watch is raised before a consumer is removed
   -DLAZY       the reader saves its cursor each C units, not when idle
   -DNOPRUNE    who waits for space does not run retention
   -DGATEEND    END waits at the gate too: harmless from a page of capacity on */
#define PAGE 8
#ifndef LAST
#define LAST 13
#endif
#ifndef C
#define C PAGE
#endif
#ifndef D
#define D 9
#endif
byte word[24]; byte tail = 1; bool fin = false;
byte watch = 0; byte cap = C; byte cur[2] = 1; bool on[2]; byte low = 0;
bool there = false; byte agreed = C; byte beyond = 1;      /* for the assertion only */
#define page(x) ((x) / PAGE)
#define first(n) ((n) * PAGE + 1)
#define moved (cur[0] != c0 || cur[1] != c1 || cap != c || watch != seen)
inline scan() { c = cap; c0 = cur[0]; lim = c0 + c; c1 = cur[1]; if :: o1 && c1 + c < lim -> lim = c1 + c :: else fi }
inline look() { if :: watch != seen ->
#ifdef ADOPTLATE
    o1 = on[1]; scan(); seen = watch
#else
    seen = watch;
#ifndef STALE
    o1 = on[1]; scan()
#endif
#endif
  :: else fi }
inline again() {
#ifdef LISTONCE
  look(); scan()
#else
  seen = watch; o1 = on[1]; scan()
#endif
}
inline gate(end) {
#ifndef BETWEEN
  look();
#endif
  do :: end <= lim -> break
     :: else -> again(); if :: end <= lim -> break
#ifdef LISTONCE
        :: else -> moved
#else
        :: else -> moved || on[1] != o1
#endif
        fi
  od; c = 0; c0 = 0; c1 = 0 }
inline prune() { m = page(cur[0]); if :: on[1] && page(cur[1]) < m -> m = page(cur[1]) :: else fi; if :: m > low -> low = m :: else fi }
active proctype Writer() { byte seen, lim, c, c0, c1, e, m, n, made; bool o1;
  seen = watch; o1 = on[1]; scan();
  do :: tail >= LAST -> break
     :: else -> if :: tail % PAGE == 1 -> e = 1 :: e = 2 fi;
#ifdef OLDPOS
    gate(tail + e);
#endif
    if :: tail % PAGE + e > PAGE - 1 -> n = page(tail) + 1;
#ifdef GATEEND
         gate(first(n));
#endif
         do :: made >= n -> break
            :: made < n && made - low + 1 < D -> made = n; break
            :: made < n && made - low + 1 >= D ->
#ifdef NOPRUNE
               false
#else
               atomic { page(cur[0]) > low && (!on[1] || page(cur[1]) > low) -> prune() }
#endif
         od;
         atomic { word[tail] = 3; tail = first(n) };
         atomic { prune(); if :: D < 9 && made == n && made - low + 1 < D -> made++ :: true fi }      /* the spare page */
       :: else fi;
#ifndef OLDPOS
    gate(tail + e);
#endif
    skip;      /* payload */
#ifdef BETWEEN
    look();
#endif
    atomic { word[tail] = e; tail = tail + e;
      if :: tail > cur[0] + agreed || there && tail > cur[1] + agreed -> beyond++; assert(beyond <= 1) :: else fi; e = 0; m = 0; n = 0 }
  od; fin = true }
active proctype Reader() { byte p = 1; byte n;
  do :: fin && p == tail -> break
     :: word[p] != 0 -> atomic { n = (word[p] == 3 -> first(page(p) + 1) : p + word[p]); word[p] = 0; p = n; n = 0;
#ifdef LAZY
        if :: p >= cur[0] + C -> cur[0] = p :: else fi
#else
        cur[0] = p
#endif
      }
  od }
active proctype Control() {
  if
  :: if :: atomic { cur[1] = first(low) } :: cur[1] = tail fi;
#ifdef RAISEFIRST
     watch++; atomic { on[1] = true; there = true; beyond = 0 };
#else
     on[1] = true; atomic { watch++; there = true; beyond = 0 };
#endif
     if :: atomic { there = false; cur[1] = first(low) }; atomic { watch++; there = true; beyond = 0 } :: skip fi;
#ifdef REMOVEFIRST
     watch++; atomic { on[1] = false; there = false }
#else
     atomic { on[1] = false; there = false }; watch++
#endif
  :: atomic { cap = C + 4; agreed = C + 4 }; watch++;
#ifdef CAPFIRST
     watch++; atomic { cap = C; agreed = C; beyond = 0 }
#else
     cap = C; atomic { watch++; agreed = C; beyond = 0 }
#endif
  :: skip
  fi }
