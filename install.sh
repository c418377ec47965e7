#!/bin/sh
# Installs Aura. `./install.sh --help` says how.
#
# Everything is inside main, so that a download that breaks off in the middle runs nothing.

main() {
  set -eu

  # Where releases lie, laid out as <address>/latest/download/FILE and <address>/download/vVERSION/FILE.
  # A publisher of releases puts the real address here; AURA_RELEASE_URL replaces it.
  no_release_url='https://releases.aura.invalid'
  release_url=${AURA_RELEASE_URL:-$no_release_url}
  bun_version=1.4.5

  action='install'
  dry_run=no
  version=
  while [ $# -gt 0 ]; do
    case $1 in
      --serve) action='serve' ;;
      --test) action='test' ;;
      --dry-run) dry_run=yes ;;
      --version)
        [ $# -ge 2 ] || fail 2 '--version needs a version' 'nothing follows it' 'write for example --version 0.1.0'
        version=$2
        shift
        ;;
      --help | -h)
        usage
        return 0
        ;;
      --)
        shift
        break
        ;;
      *)
        fail 2 "unknown flag $1" 'install.sh does not know it' \
          "see ./install.sh --help; flags of aura go after --: ./install.sh --serve -- $1"
        ;;
    esac
    shift
  done

  if [ $# -gt 0 ] && [ "$action" != serve ]; then
    fail 2 "there is nothing to give $1 to" 'flags after -- are for aura serve' "write ./install.sh --serve -- $*"
  fi

  HOME=${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}
  [ -n "$HOME" ] || fail 1 'there is no home directory' 'HOME is not set' 'set HOME and run this again'
  export HOME
  bin=$HOME/.local/bin
  checkout=$(find_checkout)

  if [ "$action" = test ]; then
    [ -n "$checkout" ] || fail 2 'there is nothing to test here' '--test needs a checkout of Aura' \
      'run ./install.sh --test inside one'
    run_tests
    return
  fi

  if [ -n "$checkout" ] && [ -z "$version" ] && can_build; then
    build_checkout
    install_file "$checkout/dist/aura"
  else
    install_release
  fi
  finish "$@"
}

usage() {
  cat <<'USAGE'
Installs Aura as ~/.local/bin/aura: builds it in a checkout, downloads a release anywhere else.

  ./install.sh               install
  ./install.sh --serve       install, then start `aura serve`; flags for it go after --
  ./install.sh --test        get what the tests need and run every check (in a checkout)
  ./install.sh --dry-run     only say what would be done
  ./install.sh --version V   install the release V

AURA_RELEASE_URL: where releases are downloaded from.
USAGE
}

say() {
  printf '%s\n' "$*"
}

# fail CODE WHAT WHY FIX
fail() {
  printf 'install.sh: %s\n  %s\n  Fix: %s\n' "$2" "$3" "$4" >&2
  exit "$1"
}

has() {
  command -v "$1" >/dev/null 2>&1
}

# Says what it does and, without --dry-run, does it.
run() {
  say "+ $*"
  [ "$dry_run" = yes ] || "$@"
}

# Prints the checkout that this script lies in; nothing when it was piped into sh or lies alone.
find_checkout() {
  case $0 in
    */install.sh) here=$(dirname "$0") ;;
    install.sh) here=. ;;
    *) return 0 ;;
  esac
  here=$(cd "$here" && pwd)
  if [ -f "$here/build.ts" ] && [ -f "$here/bun.lock" ]; then say "$here"; fi
}

# --- building ---------------------------------------------------------------------------------------------------

# Whether Bun is here or can be got. Without npm and without a way to get it a release is the only way.
can_build() {
  find_bun || has npm || can_use_apt || return 1
}

can_use_apt() {
  has apt-get || return 1
  [ "$(id -u)" = 0 ] || { has sudo && sudo -n true 2>/dev/null; }
}

as_root() {
  if [ "$(id -u)" = 0 ]; then run "$@"; else run sudo -n "$@"; fi
}

# apt_install PACKAGE...
apt_install() {
  as_root apt-get update -q
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

# Sets bun to an executable of exactly the right version.
find_bun() {
  for bun in "$(command -v bun || :)" "$checkout/.tools/node_modules/.bin/bun" "$HOME/.bun/bin/bun"; do
    if [ -x "$bun" ] && [ "$("$bun" --version 2>/dev/null)" = "$bun_version" ]; then return 0; fi
  done
  return 1
}

get_bun() {
  if find_bun; then
    say "Bun $bun_version: $bun"
    return
  fi
  if ! has npm; then
    if ! can_use_apt; then
      fail 1 "Bun $bun_version is not here" 'it is installed with npm, which is missing too' \
        'install Node.js with npm and run this again'
    fi
    say 'Getting npm from the distribution'
    apt_install npm
  fi

  # Another version of Bun that someone uses is left alone, and so is a global directory of someone else.
  if has bun || ! [ -w "$(npm prefix -g 2>/dev/null)/lib" ]; then
    say "Getting Bun $bun_version with npm, into $checkout/.tools"
    run npm install --no-audit --no-fund --no-save --prefix "$checkout/.tools" "bun@$bun_version" || npm_failed
    complete_bun "$checkout/.tools/node_modules/bun"
  else
    say "Getting Bun $bun_version with npm"
    run npm install -g --no-audit --no-fund "bun@$bun_version" || npm_failed
    complete_bun "$(npm root -g)/bun"
  fi
  [ "$dry_run" = yes ] && bun=bun && return
  find_bun || fail 1 "Bun $bun_version could not be installed" 'npm ended well, but Bun does not start' \
    'install Bun yourself and run this again'
}

npm_failed() {
  fail 8 "Bun $bun_version could not be downloaded" 'npm says above why' 'check the network and the settings of npm'
}

# Where npm runs no install scripts Bun's own one has to be started. complete_bun DIRECTORY
complete_bun() {
  if [ "$dry_run" = yes ] || find_bun; then return; fi
  if [ -f "$1/install.js" ]; then run node "$1/install.js"; fi
}

get_dependencies() {
  say 'Getting the libraries that bun.lock names'
  run "$bun" install --frozen-lockfile ||
    fail 8 'the libraries could not be downloaded' 'Bun says above why' 'check the network and run this again'
}

build_checkout() {
  say "Building Aura in $checkout"
  cd "$checkout"
  get_bun
  get_dependencies
  run "$bun" build.ts || fail 1 'Aura could not be built' 'Bun says above why' 'report it, with what is printed above'
}

# --- installing -------------------------------------------------------------------------------------------------

# install_file FILE: in one step, so that an aura that runs keeps its file.
install_file() {
  say "Installing $bin/aura"
  run mkdir -p "$bin"
  run cp "$1" "$bin/.aura.$$"
  run chmod 755 "$bin/.aura.$$"
  run mv -f "$bin/.aura.$$" "$bin/aura"
}

install_release() {
  file=$(release_file)
  if [ -n "$version" ]; then from=$release_url/download/v$version/$file; else from=$release_url/latest/download/$file; fi
  if [ "$release_url" = "$no_release_url" ]; then
    fail 1 'Aura cannot be downloaded' 'no address of releases is set, and it cannot be built here' \
      'set AURA_RELEASE_URL, or install Node.js with npm and run this in a checkout'
  fi
  if ! has curl && ! has wget; then
    fail 1 'Aura cannot be downloaded' 'neither curl nor wget is installed' 'install curl and run this again'
  fi

  say "Downloading $from and its checksum"
  if [ "$dry_run" = yes ]; then
    install_file "$file"
    return
  fi
  download=$(mktemp -d)
  trap 'rm -rf "$download"' EXIT
  trap 'exit 130' INT TERM
  fetch "$from" "$download/aura"
  fetch "$from.sha256" "$download/aura.sha256"
  expected=$(cut -d ' ' -f 1 <"$download/aura.sha256")
  if [ "$(sha256_of "$download/aura")" != "$expected" ]; then
    fail 10 'the download is not what was published' 'its SHA-256 differs from the published one; nothing was installed' \
      'run this again, and if it happens again do not trust the source'
  fi
  install_file "$download/aura"
  rm -rf "$download"
}

# The name of the release file for this machine.
release_file() {
  case $(uname -s)-$(uname -m) in
    Linux-x86_64) ;;
    *) fail 1 'there is no release for this machine' "it is $(uname -s) on $(uname -m)" 'use Linux on x86_64' ;;
  esac
  if has ldd && ldd --version 2>&1 | grep -qi musl; then
    fail 1 'there is no release for this machine' 'its C library is musl; Aura needs glibc 2.34 or newer' \
      'use Debian, Ubuntu or another distribution with glibc'
  fi
  say aura-linux-x64
}

# fetch ADDRESS FILE
fetch() {
  if has curl; then
    curl -fsSL --retry 2 -o "$2" "$1" && return
  else
    wget -q -O "$2" "$1" && return
  fi
  fail 8 "$1 could not be downloaded" 'the server did not answer, or does not have it; nothing was installed' \
    'check AURA_RELEASE_URL, --version and the network'
}

sha256_of() {
  if has sha256sum; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

finish() {
  case :$PATH: in
    *:"$bin":*) ;;
    *) say "$bin is not on your PATH. Add it: export PATH=\"$bin:\$PATH\"" ;;
  esac
  if [ "$action" != serve ]; then
    say 'Done. Start it: aura serve'
    return
  fi
  say "Starting: aura serve $*"
  if [ "$dry_run" = yes ]; then return; fi
  exec "$bin/aura" serve "$@"
}

# --- testing ----------------------------------------------------------------------------------------------------

run_tests() {
  cd "$checkout"
  get_test_programs
  get_bun
  get_dependencies
  if [ "$dry_run" = yes ]; then
    say '+ type checks, lint, build, bun test'
    return
  fi

  passed=0
  failed=0
  check 'types' "$bun" x tsc -p .
  check 'types of the web UI' "$bun" x tsc -p ui/web
  check 'types of the terminal UI' "$bun" x tsc -p ui/tui
  check 'lint' "$bun" x biome ci --colors=off .
  check 'build' "$bun" build.ts
  run_bun_test
  say "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}

# Tests that lack one of these fail and say so.
get_test_programs() {
  missing=
  has chromium || missing="$missing chromium"
  has tmux || missing="$missing tmux"
  [ -n "$missing" ] || return 0
  if ! can_use_apt; then
    say "Not installed, and not root:$missing. The tests that need them will fail."
    return
  fi
  say "Getting$missing from the distribution"
  # shellcheck disable=SC2086 # a list of package names
  apt_install $missing || say "Could not be installed:$missing. The tests that need them will fail."
}

# check NAME COMMAND...
check() {
  name=$1
  shift
  say "--- $name"
  if "$@" </dev/null; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    say "FAILED: $name"
  fi
}

run_bun_test() {
  report=dist/tests.xml
  rm -f "$report"
  say '--- tests'
  status=0
  "$bun" test --timeout 120000 --reporter=junit --reporter-outfile="$report" </dev/null || status=$?
  if [ ! -f "$report" ]; then
    failed=$((failed + 1))
    say "FAILED: bun test wrote no report (exit $status)"
    return
  fi
  tests=$(reported tests)
  failures=$(reported failures)
  skipped=$(reported skipped)
  passed=$((passed + tests - failures - skipped))
  failed=$((failed + failures))
  [ "$skipped" = 0 ] || say "$skipped skipped"
  # A crash between two tests is in no test's result.
  if [ "$status" != 0 ] && [ "$failures" = 0 ]; then
    failed=$((failed + 1))
    say "FAILED: bun test ended with $status"
  fi
}

# reported COUNTER: the total over all test files.
reported() {
  sed -n "/<testsuites /{s/.* $1=\"\([0-9]*\)\".*/\1/p;q;}" "$report"
}

main "$@"
