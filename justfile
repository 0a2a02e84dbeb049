# Each recipe is a script, so that nothing here needs `just` itself. `just` without an argument lists them.

[private]
default:
    @just --list

# format, lints and the tests that need no server; or one of them: `just check lints`
check *PARTS:
    scripts/check {{PARTS}}

# the behaviour suite on real servers
test-live *FILTER:
    scripts/test-live {{FILTER}}

# the benchmarks, all of them or `--short`
bench *OPTIONS:
    scripts/bench {{OPTIONS}}

# the documentation, without warnings; `--open` shows it
docs *OPTIONS:
    scripts/docs {{OPTIONS}}

# the packages of the published crates, compiled
package *OPTIONS:
    scripts/package {{OPTIONS}}

# all checks, with real Odoo 14 and 19: root on Debian
ci:
    .ci/run
