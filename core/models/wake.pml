/* Sleeping and waking by a bell. Who does something stores it, then loads the bell, and rings if a bit is set; who goes to sleep sets a bit by CAS, looks
   again, and sleeps while the bell stands. Total store order: a writer's store lies in its buffer until the machine makes it visible, at any time; a CAS
   empties the buffer before.
   Two writers (-DONE: one), one frame each; two sleepers that want all that becomes visible. One sleep may end early (a signal, an interrupt); by its bound it
   ends only when nothing else moves. hangs: somebody sleeps for ever although there is something. Sleepers by futex, or by doorbells, of which a ring rings one
   (the code: two) and who was rung rings another, if that was left before the last ring (-DDOORBELL); or one each (-DMIXED).
   -DKILLW        a writer may be killed anywhere, between store and ring too; its store becomes visible all the same
   -DKILLS        a sleeper may be killed anywhere
   -DNOBOUND      a sleep has no bound: hangs, by a store that becomes visible behind the load
   -DFENCE        a full fence between store and load: with it no wake-up is lost, bound or not, unless KILLW; or KILLS, among doorbells
   -DLOOKFIRST    the sleeper looks, then sets its bit
   -DNOCOUNT      a ring changes nothing but the bits, which another sleeper sets again: the bell stands as it was
   -DRINGFIRST    the writer rings, then stores
   -DCLEAROWN     a sleeper that leaves clears the bit, which is the others', too
   -DBITFIRST     the doorbell is left behind the bit: a ring in between finds no doorbell, and takes the bit
   -DNOTON        who was rung does not ring another
   -DBYTHEBIT     who was rung rings if the bit is set: those that have been woken and sleep again, which ring back: never an end
   -DNOTAGAIN     a ring that leaves a doorbell over does not set the bit again: harmless; the next ring mends what a killed sleeper did not pass on
   -DGATE         a reader, and a writer at a gate that opens when the reader has passed END; -DQUIETEND: END without a ring: each waits for the other */
#define FUTEX 1
#define DOOR 2
#define BITS 3
#define COUNT 4
#define NONE 99
#define old(c, now) (c != NONE && c != now)
#ifdef ONE
#define W 1
#else
#define W 2
#endif
#if defined(DOORBELL)
#define way(s) DOOR
#elif defined(MIXED)
#define way(s) (s == 0 -> FUTEX : DOOR)
#else
#define way(s) FUTEX
#endif
#ifdef NOBOUND
#define BOUND false
#else
#define BOUND timeout
#endif
#ifdef NOCOUNT
#define COUNTED 0
#else
#define COUNTED COUNT
#endif

/* drained: what empties the buffer of who rings, as every CAS does */
inline wake(bell, drained) {
  if
  :: (bell & BITS) != 0 ->
     atomic { drained -> found = bell & BITS; bell = (bell - found) + (found -> COUNTED : 0) };
     if :: found & FUTEX -> d_step { asleep[0] = false; asleep[1] = false } :: else fi;
     if :: found & DOOR -> ringOne(bell) :: else fi;
     found = 0
  :: else
  fi }

/* Takes one doorbell that was left before the last ring, and rings it. */
inline ringOne(bell) {
  d_step { gen = bell / COUNT; rung = NONE };
  if
  :: atomic { old(cell[0], gen) -> cell[0] = NONE; rung = 0 }
  :: atomic { !old(cell[0], gen) -> skip };
     if :: atomic { old(cell[1], gen) -> cell[1] = NONE; rung = 1 } :: !old(cell[1], gen) fi
  fi;
#ifndef NOTAGAIN
  if :: rung == 0 && old(cell[1], gen) -> bell = bell | DOOR :: else fi;
#endif
  d_step { if :: rung != NONE -> datagram[rung] = true :: else fi; rung = NONE; gen = 0 } }

bool asleep[2]; byte cell[2] = NONE; bool datagram[2];

#ifndef GATE
byte bell = 0; byte data = 0; bool buffer[2]; byte writing = W; bool killed[2]; bool dead[2];
#define over (writing == 0 && data == got)

proctype Memory(byte w) { end: do :: atomic { buffer[w] -> data++; buffer[w] = false } od }

proctype Writer(byte me) { byte found; byte gen; byte rung = NONE;
  {
#ifdef RINGFIRST
    wake(bell, !buffer[me]);
    buffer[me] = true
#else
    buffer[me] = true;
#ifdef FENCE
    !buffer[me];
#endif
    wake(bell, !buffer[me])
#endif
  } unless { killed[me] };
  atomic { !buffer[me] -> writing--; found = 0; gen = 0; rung = NONE } }

inline leave() { if :: way(me) == DOOR -> gen = bell / COUNT; atomic { cell[me] = gen; gen = 0 } :: else fi }

proctype Sleeper(byte me) { byte got; byte set; bool early; byte found; byte gen; byte rung = NONE;
  {
    do
    :: atomic { data > got -> got = data }
    :: over -> break
    :: atomic { data == got && !over };
#ifndef BITFIRST
       leave();
#endif
       atomic { bell = bell | way(me); set = bell };
#ifdef BITFIRST
       leave();
#endif
       if
#ifndef LOOKFIRST
       :: data > got -> set = 0
#endif
       :: atomic {
#ifndef LOOKFIRST
            data == got ->
#endif
            skip };
          if
          :: way(me) == FUTEX ->
             atomic { asleep[me] = (bell == set); set = 0 };
             atomic { if :: !asleep[me] :: over :: me == 0 && !early -> early = true :: BOUND fi; asleep[me] = false }
          :: else ->
             atomic { if :: datagram[me] :: over :: me == 0 && !early -> early = true :: BOUND fi; datagram[me] = false; set = 0 }
          fi
       fi;
#ifdef CLEAROWN
       atomic { if :: bell & way(me) -> bell = bell - way(me) :: else fi };
#endif
       if
       :: way(me) == DOOR ->
          if
          :: atomic { cell[me] != NONE -> cell[me] = NONE }
          :: cell[me] == NONE ->
#if defined(BYTHEBIT)
             wake(bell, true);
             assert(bell / COUNT <= W)
#elif !defined(NOTON)
             ringOne(bell)
#endif
          fi
       :: else
       fi
    od
  } unless { dead[me] } }

init {
  atomic { run Memory(0); run Writer(0); run Sleeper(0); run Sleeper(1);
#if W == 2
    run Memory(1); run Writer(1)
#endif
  };
#ifdef KILLW
  if :: killed[0] = true :: skip fi;
#endif
#ifdef KILLS
  if :: dead[0] = true :: skip fi;
#endif
}

#else
/* Words in one page: frame, END; then frame 2, for which there is room as soon as the cursor has passed END. Sleeper 0 is the reader, on frames; 1 the writer, on room. */
byte frames = 0; byte room = 0; byte words = 0; byte cursor = 0;
inline sleep(me, bell, there) {
  atomic { bell = bell | FUTEX; set = bell };
  if
  :: there
  :: else -> atomic { asleep[me] = (bell == set); set = 0 }; if :: !asleep[me] :: BOUND fi; asleep[me] = false
  fi; set = 0 }

proctype Writer() { byte set; byte found; byte gen; byte rung = NONE;
  words = 1; wake(frames, true);
  words = 2;
#ifndef QUIETEND
  wake(frames, true);
#endif
  do :: cursor >= 2 -> break :: cursor < 2 -> sleep(1, room, cursor >= 2) od;
  words = 3; wake(frames, true) }

proctype Reader() { byte set; byte found; byte gen; byte rung = NONE;
  do
  :: cursor == 3 -> break
  :: cursor < 3 && words > cursor -> cursor++; wake(room, true)
  :: cursor < 3 && words == cursor -> sleep(0, frames, words > cursor)
  od }
init { atomic { run Writer(); run Reader() } }
#endif
