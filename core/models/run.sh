#!/bin/sh
# Checks every model with Spin: as it is it must hold, with a hole opened again (-D...) it must break, and in the expected way.
# Exit 0 if all did, 1 if any did not or spin or gcc is missing. About a minute on two idle cores; FULL=1 adds three searches that need 4 GB and minutes.
cd "$(dirname "$0")" || exit 1
models=$(pwd)
for tool in spin gcc; do
    command -v "$tool" >/dev/null || { echo "FAIL: $tool is missing (Debian, Ubuntu: apt-get install spin gcc)"; exit 1; }
done
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
runs=0
: >"$work/failed"

# check MODEL EXPECTED [-D...], two at a time; expected: holds | breaks (an assertion is violated) | hangs (somebody waits for ever)
check() {
    runs=$((runs + 1))
    one "$@" &
    [ $((runs % 2)) = 1 ] || wait
}

one() {
    model=$1 expected=$2
    shift 2
    mkdir "$work/$runs"
    found=$(cd "$work/$runs" && search "$@")
    rm -rf "${work:?}/$runs"
    if [ "$found" = "$expected" ]; then verdict=ok note=; else verdict=FAIL note=", expected: $expected"; echo "$runs" >>"$work/failed"; fi
    printf '%-4s %-13s %-46s %s\n' "$verdict" "$model" "$*" "$found$note"
}

search() {
    spin -a "$@" "$models/$model" >spin.out 2>&1 && [ -f pan.c ] || { echo "error of spin"; return; }
    gcc -O1 -DSAFETY -o pan pan.c 2>gcc.out || { echo "error of gcc"; return; }
    ./pan -m300000 >pan.out 2>&1
    if grep -qiE 'out of memory|MEMLIM|max search depth too small' pan.out; then echo "search cut short"
    elif grep -q 'errors: 0' pan.out; then echo holds
    elif grep -q 'pan:1: assertion violated' pan.out; then echo breaks
    elif grep -q 'pan:1: invalid end state' pan.out; then echo hangs
    else echo "another error"; fi
}

# the exclusive writer
check stores.pml holds
for hole in NOZERO CLEARFRAME HEADFIRST ABORTFREE KEEPREST APPENDOPEN; do check stores.pml breaks -D$hole; done
check takeover.pml holds
for hole in LOOKFIRST TAILFIRST NOGRACE SAMEPAGE; do check takeover.pml breaks -D$hole; done
check page.pml holds
check page.pml breaks -DOPEN_BY_SCAN
check open.pml holds
for hole in TRUST NEWEST NOCLAMP; do check open.pml breaks -D$hole; done
check recycle.pml holds
for hole in NOLOOK LATE LOOKFIRST; do check recycle.pml breaks -D$hole; done

# shared writers
check claim.pml holds -DCAS_COMMIT -DGEN -DKILL -DLONGLIVED
check claim.pml holds
check claim.pml breaks -DFALSEDEATH
check claim.pml hangs -DKILL -DLONGLIVED
check claim.pml breaks -DGEN -DALIVE_HEAL
check cut.pml holds
for hole in STORECOMMIT NOTILE; do check cut.pml breaks -D$hole; done
check slots.pml holds
for hole in NOTELATE NOSEAL RAISEFIRST; do check slots.pml hangs -D$hole; done
for hole in NOCOMPARE LOCKFIRST; do check slots.pml breaks -D$hole; done
check slots.pml holds -DLOST
check slots.pml hangs -DLOST -DKILL2
check slots.pml hangs -DLOST -DKILL2 -DLOOK
check again.pml holds
for hole in ASSUME TWICE LATER HALF UNCLAIM NOREST; do check again.pml breaks -D$hole; done
check switch.pml holds
for hole in ENDSTORE ENDFIRST LINKFIRST RENAME NEWEST; do check switch.pml breaks -D$hole; done
check gates.pml holds
check gates.pml holds -DSTAND
for hole in ASKONCE LATE STALE; do check gates.pml breaks -D$hole; done

# retention
check retain2.pml holds
for hole in FLOORFIRST STOREFLOOR FROMOLD; do check retain2.pml breaks -D$hole; done

# backpressure: gates, retention by policy, confirmation
check gate.pml holds
for hole in BETWEEN STALE ADOPTLATE OLDPOS RAISEFIRST CAPFIRST; do check gate.pml breaks -D$hole; done
for harmless in LISTONCE REMOVEFIRST GATEEND; do check gate.pml holds -D$harmless; done
check gate.pml hangs -DLISTONCE -DREMOVEFIRST
check gate.pml holds -DC=4
check gate.pml hangs -DC=4 -DLAZY
check gate.pml holds -DC=2
check gate.pml hangs -DC=2 -DGATEEND
check gate.pml holds -DD=2 -DLAST=16
check gate.pml hangs -DD=2 -DLAST=16 -DNOPRUNE
check policies.pml holds
for hole in ONESCAN UNLINKFIRST FLOORFIRST PROMISEFIRST; do check policies.pml breaks -D$hole; done
check policies.pml holds -DREGISTERS
check policies.pml holds -DREGISTERS -DLOOP
for hole in NOLOOK ONESCAN RESUMEFLOOR; do check policies.pml breaks -DREGISTERS -D$hole; done
check policies.pml breaks -DREGISTERS -DLOOP -DI6
check policies.pml holds -DCUTOFF
check policies.pml breaks -DCUTOFF -DTAILLAST
check confirm.pml holds
for hole in CURSORFIRST TARGETLATE NOTELATE ONELOOK WHOLE GAPQUIET; do check confirm.pml breaks -D$hole; done
check confirm.pml hangs -DNOSTATE
check confirm.pml holds -DZOMBIE
for what in REUSE AGAIN; do
    check confirm.pml holds -D$what
    check confirm.pml breaks -D$what -DZOMBIE
    check confirm.pml holds -D$what -DZOMBIE -DGRACE
done

# sleeping and waking
check wake.pml holds -DONE -DKILLW -DKILLS
check wake.pml holds -DONE -DDOORBELL -DKILLW
check wake.pml hangs -DNOBOUND
check wake.pml holds -DNOBOUND -DFENCE
for hole in LOOKFIRST NOCOUNT RINGFIRST CLEAROWN KILLW; do check wake.pml hangs -DNOBOUND -DFENCE -D$hole; done
check wake.pml holds -DONE -DLOOKFIRST -DNOCOUNT -DRINGFIRST -DCLEAROWN
check wake.pml holds -DONE -DMIXED -DNOBOUND -DFENCE
check wake.pml holds -DONE -DDOORBELL -DNOBOUND -DFENCE
check wake.pml holds -DONE -DDOORBELL -DNOBOUND -DFENCE -DNOTAGAIN
check wake.pml hangs -DDOORBELL -DNOBOUND -DFENCE -DBITFIRST
for hole in NOTON KILLS; do check wake.pml hangs -DONE -DDOORBELL -DNOBOUND -DFENCE -D$hole; done
check wake.pml breaks -DONE -DDOORBELL -DBYTHEBIT
check wake.pml holds -DGATE -DNOBOUND
check wake.pml holds -DGATE -DQUIETEND
check wake.pml hangs -DGATE -DNOBOUND -DQUIETEND

# ways not taken
check exclusive.pml holds
for hole in SAMEPAGE STORE; do check exclusive.pml breaks -D$hole; done
check retain.pml holds
check retain.pml breaks -DNAIVE

if [ -n "$FULL" ]; then      # one at a time: memory
    wait
    check claim.pml holds -DCAS_COMMIT -DGEN -DKILL -DFALSEDEATH -DALIVE_HEAL
    wait
    check index.pml holds
    wait
    check wake.pml holds -DDOORBELL -DNOBOUND -DFENCE
fi

wait
failed=$(wc -l <"$work/failed")
if [ "$failed" = 0 ]; then echo "all $runs as expected"; else echo "FAIL: $failed of $runs not as expected"; exit 1; fi
