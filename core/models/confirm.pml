/* CONSUMED_BY: a publisher waits until a consumer's cursor has passed p. Generation: high half raised by whoever moves the cursor without having
   processed (register, reset, remove, a gap that is adopted), low half by each new owner; here two words that change in one step.
   One consumer, restarted by a second owner; an admin resets it (to the earliest or to the latest) or removes it.
   done[p]: the consumer has processed p, and nothing else may confirm it.
   default: publisher: high half, state, append p; each turn: state, cursor, high half again. Reset: target, high half, cursor. Owner: process, own?, CAS
   -DCURSORFIRST  reset stores the cursor before the generation
   -DTARGETLATE   reset looks for the latest position behind the generation
   -DNOTELATE     the publisher notes the generation behind its append
   -DONELOOK      the waiter reads the generation before the cursor only
   -DNOSTATE      the waiter does not look at the state
   -DWHOLE        the waiter compares the low half too: a restart is taken for a reset
   -DGAPQUIET     an owner that adopts a gap leaves the generation
   -DZOMBIE       what may happen: the first owner has lost its lock and lives. -DREUSE: another consumer gets the removed one's slot.
                  -DAGAIN: what a reset goes back over counts as not processed. The two break with ZOMBIE, unless with
   -DGRACE        who resets or removes waits, behind the generation, until no owner stands between its look and its CAS */
byte high = 1; byte low = 0; byte cur = 0; byte tail = 2; bool on = true; byte name = 0; bool lock = false;
bool over = false; bool moved = false; byte inside = 0; bool done[8];      /* for the assertions only */
#define did(n, p) done[(n) * 4 + (p)]
#define OWN (high == h && low == l)
#ifdef ZOMBIE
#define leave if :: has && first -> has = false; lock = false :: skip fi
#else
#define leave skip
#endif
proctype Owner(byte n; bool first) { byte h; byte l; byte pos; byte f; bool has = true;
end: atomic { !lock && on && name == n -> lock = true };
  atomic { low++; h = high; l = low }; pos = cur;
  do :: first -> break      /* is killed */
     :: over -> break
     :: pos < tail -> did(n, pos) = true;
       if :: first -> break :: skip fi;
       leave;
       if :: atomic { OWN -> inside++ } :: !OWN -> break fi;
       leave;
       atomic { inside--; if :: cur == pos -> assert(did(name, pos)); cur = pos + 1; pos++ :: else -> pos = cur fi }
     :: first && pos < tail && has -> f = tail; moved = true;      /* cut off: the gap */
#ifndef GAPQUIET
       high++; h = high;
#endif
       cur = f; pos = f
  od;
  if :: has -> lock = false :: else fi }
proctype Admin() { byte t;
  atomic { !lock -> lock = true };
  if :: t = 0 :: t = tail fi;
  if
  :: moved = true;                /* reset */
#ifdef TARGETLATE
     high++; if :: t != 0 -> t = tail :: else fi; cur = t
#else
#ifdef CURSORFIRST
     cur = t; high++
#else
     high++;
#ifdef GRACE
     inside == 0;
#endif
#ifdef AGAIN
     atomic { cur = t; do :: t < 4 -> did(0, t) = false; t++ :: else -> break od }
#else
     cur = t
#endif
#endif
#endif
  :: moved = true; high++; on = false;      /* remove */
#ifdef REUSE
     high++;
#ifdef GRACE
     inside == 0;
#endif
     cur = t; name = 1; on = true
#endif
  :: skip
  fi; lock = false }
proctype Publisher(byte n) { byte g; byte g2; byte c; byte p; bool s;
#ifdef NOTELATE
  p = tail; tail++;
#endif
  s = on && name == n;
  g = high;
#ifdef WHOLE
  g = g * 16 + low;
#endif
  if :: !s -> goto out :: else fi;
#ifndef NOTELATE
  p = tail; tail++;
#endif
  do :: s = on;
#ifdef ONELOOK
        g2 = high; c = cur;
        if :: g2 == g && s && c > p -> assert(did(n, p)); break
#else
        c = cur;
#ifdef WHOLE
        atomic { g2 = high * 16 + low; if :: g2 == g && s && c > p -> assert(did(n, p)); break
#else
        atomic { g2 = high; if :: g2 == g && s && c > p -> assert(did(n, p)); break
#endif
#endif
#ifndef NOSTATE
        :: !s -> break
#endif
        :: g2 != g -> assert(moved); break
#ifdef NOSTATE
        :: g2 == g && c <= p -> (cur != c || high != g2)
#else
        :: g2 == g && s && c <= p -> (on != s || cur != c || high != g2)
#endif
        fi
#ifndef ONELOOK
        }
#endif
  od;
out: over = true }
init { atomic { run Owner(0, true); run Owner(0, false); run Admin();
#ifdef REUSE
  run Owner(1, false); run Publisher(1)
#else
  run Publisher(0)
#endif
  } }
