/* Shared mode: a claim that was sealed is appended again, from the sealed bytes, before anything else of its writer. Writer 0 appends a frame, a batch
   of two, a frame that is shorter than claimed; writer 1 a frame. Healers may seal any claim at any instant, S times altogether (patience that is too
   short); writer 0 may be killed. Frames 1, 2+3, 4 and 9. In the end each frame whose append returned is there exactly once, a batch whole or not
   at all, and those of a writer in its order.
   -DASSUME     the result of the commit CAS is not looked at: a sealed frame is acknowledged
   -DTWICE      the owner looks at the word after its CAS and takes PAD or COMMITTED for "somebody was here": appends again though it had succeeded
   -DLATER      what was sealed is appended behind the writer's next frame
   -DHALF       of a sealed batch only the frame is appended again whose word was the claim's
   -DUNCLAIM    the owner of a sealed claim stores FREE over the PAD and uses the place again
   -DNOREST     a claim that is committed shorter has nothing in its rest */
#define N 14
#ifndef S
#define S 2
#endif
#define CLAIM 16
#define COMM 32
#define PAD 48
#define EXT(v) ((v) & 3)                    /* cells of a claim or PAD, 1 to 3; a frame is one cell and carries its number in id */
#define claimed(v) ((v) >= CLAIM && (v) < COMM)
byte word[N]; byte id[N]; bool acked[10]; bool dead = false; byte seals = 0;

/* Takes e cells at the first place that is free, from p on. */
inline take(e) {
  do
  :: p + e > N -> goto stop
  :: p + e <= N && word[p] != 0 -> p = p + EXT(word[p])
  :: p + e <= N && word[p] == 0 -> atomic { if :: word[p] == 0 -> word[p] = CLAIM + me * 4 + e; won = true :: else -> won = false fi };
     if :: won -> break :: else fi
  od }
/* Commits what was claimed, e cells, as a frame of one. */
inline commit(e) {
  atomic { if :: word[p] == CLAIM + me * 4 + e -> word[p] = COMM + 1; won = true :: else -> won = false fi } }
inline frame(f) {
  do :: take(1); id[p] = f; commit(1);
#ifdef TWICE
     won = (word[p] == CLAIM + me * 4 + 1);
#endif
#ifdef ASSUME
     won = true;
#endif
     if :: won -> acked[f] = true; p++; break
#ifdef UNCLAIM
        :: else -> word[p] = 0
#else
        :: else -> p++
#endif
     fi
  od }
inline batch(f) {
  do :: take(2); id[p+1] = f + 1; word[p+1] = COMM + 1; id[p] = f; commit(2);
     if :: won -> atomic { acked[f] = true; acked[f+1] = true }; p = p + 2; break
#ifdef HALF
        :: else -> p = p + 2; frame(f); acked[f+1] = true; break
#else
        :: else -> p = p + 2
#endif
     fi
  od }
inline shorter(f) {                          /* one cell of two is used, the other one is a PAD before the commit */
  do :: take(2); id[p] = f;
#ifndef NOREST
     word[p+1] = PAD + 1;
#endif
     commit(2);
     if :: won -> acked[f] = true; p = p + 2; break :: else -> p = p + 2 fi
  od }
proctype Writer(byte me) { byte p = 0; bool won;
  { if
    :: me == 1 -> frame(9)
    :: me == 0 ->
#ifdef LATER
       take(1); id[p] = 1; commit(1);
       if :: won -> acked[1] = true; p++; batch(2) :: else -> p++; batch(2); frame(1) fi;
#else
       frame(1); batch(2);
#endif
       shorter(4)
    fi;
stop: skip } unless { me == 0 && dead } }
proctype Healer() { byte p = 0; byte v;
  do :: p < N && seals < S -> v = word[p];
        if :: v == 0 || claimed(v) && word[p] == v -> skip :: v != 0 -> p = p + EXT(v); v = 0
           :: claimed(v) -> atomic { if :: word[p] == v -> word[p] = PAD + EXT(v); seals++; p = p + EXT(v) :: else fi }
        fi; v = 0
     :: break
  od }
inline walk() { 
  do :: p < N && word[p] != 0 && !claimed(word[p]) ->
        if :: word[p] < PAD -> assert(n < N); got[n] = id[p]; n++ :: else fi; p = p + EXT(word[p])
     :: p < N && claimed(word[p]) -> p = p + EXT(word[p])          /* healed later: nothing of it was acknowledged */
     :: p >= N || word[p] == 0 -> break
  od }
init { byte p = 0; byte n = 0; byte got[N]; byte c[10]; byte last = 0;
  atomic { run Writer(0); run Writer(1); run Healer() };
  if :: dead = true :: skip fi;
  (_nr_pr == 1);
  atomic { walk(); 
    assert(p >= N || word[p] == 0);
    p = 0;
    do :: p < n -> c[got[p]]++; assert(got[p] != 0 && c[got[p]] == 1); if :: got[p] < 9 -> assert(got[p] > last); last = got[p] :: else fi; p++ :: else -> break od;
    p = 1;
    do :: p < 10 -> assert(!acked[p] || c[p] == 1); p++ :: else -> break od;
    assert(c[2] == c[3]) } }
