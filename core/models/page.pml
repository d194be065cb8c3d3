/* Page switch. Pages hold C cells; END goes into the reserved trailer cell or where a frame does not fit.
   -DOPEN_BY_SCAN : a writer that opens the journal goes to the highest page FILE it sees (tempting shortcut)
   default        : a writer opens at page 0 and follows END frames only
   A writer crashes between creating page 1 and publishing END in page 0. */
#define C 2
byte cell[4];       /* page0: 0,1  page1: 2,3 */
byte end0;          /* END frame of page 0 published (CAS) */
bool file1;         /* page 1 file exists (created by link(2), complete) */
byte order[4]; byte n;   /* order in which appends RETURNED */
bool crash; byte running = 3;
proctype Roller() {       /* finds that its big frame does not fit at cell 1: creates page 1 first, then END */
  atomic { file1 = true }
  if :: crash = true; goto out      /* dies here */
     :: skip fi;
  atomic { if :: cell[1]==0 && end0==0 -> end0 = 1 :: else -> skip fi }
out: running--
}
proctype Writer(byte me) {
  byte p;
#ifdef OPEN_BY_SCAN
  if :: file1 -> p = 2 :: !file1 -> p = 0 fi;
#else
  p = 0;
#endif
  do :: p >= 4 -> break
     :: p == 1 && end0 -> p = 2
     :: p == 2 && !end0 && !file1 -> atomic { file1 = true }   /* page 0 exactly full: whoever is here makes page 1 */
     :: p < 4 && !(p==1 && end0) && !(p==2 && !end0 && !file1) ->
        atomic { if :: cell[p]==0 && !(p==1 && end0) -> cell[p] = me; order[n] = me; n++; goto done
                    :: else -> if :: (p==1 && end0) -> skip :: else -> p++ fi fi }
  od;
done: running--
}
init { atomic { run Roller(); run Writer(1); run Writer(2) } (_nr_pr == 1);
  /* reader: walks page 0, then page 1 only over END or a full page; must see both appends, in return order */
  byte i = 0; byte k = 0; byte got[4];
  do :: i >= 4 -> break
     :: i == 1 && end0 -> i = 2
     :: i < 4 && !(i==1 && end0) && cell[i] != 0 -> got[k] = cell[i]; k++; i++
     :: i < 4 && !(i==1 && end0) && cell[i] == 0 -> break
  od;
  assert(k == n); i = 0;
  do :: i < n -> assert(got[i] == order[i]); i++ :: else -> break od }
