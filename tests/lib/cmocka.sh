#!/bin/sh
# cmocka.sh PROGRAM...: runs it; cmocka calls a test that was skipped "not ok",
# which Automake's driver takes for a failure.
out=$("$@")
status=$?
printf '%s\n' "$out" | sed 's/^not ok \([0-9]* # SKIP\)/ok \1/'
exit $status
