#!/usr/bin/env bash
# Packs the package, installs the tarball into an empty folder as a stranger would, and migrates a small project there.
#   scripts/check-package.sh DIR    DIR is made if missing
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1"
cd "$1"
tarball=$(npm pack --silent --pack-destination "$PWD" "$root")
mkdir project
cd project
git init -q .
npm init -y >/dev/null
npm pkg set type=module >/dev/null
npm install --silent "../$tarball"
printf 'node_modules\n' >.gitignore
mkdir src
cat >src/main.ts <<'TS'
import { column, createEngine, declarativeBase, select, Session } from 'asyncshift/orm';

const Base = declarativeBase();
class User extends Base.mapped('users', { id: column.integer({ primaryKey: true }), name: column.string(50) }) {}

const engine = createEngine('sqlite://');

function names(session: Session): string[] {
  return session.execute(select(User).orderBy(User.c.name)).scalars().all().map((user) => user.name);
}

Base.metadata.createAll(engine);
const session = new Session(engine);
session.addAll([new User({ name: 'Bob' }), new User({ name: 'Ann' })]);
session.commit();
console.log(names(session).join(', '));
session.close();
engine.dispose();
TS
git add -A
git -c user.name=ci -c user.email=ci@localhost commit -qm 'before'

echo "preview"
npx asyncshift src/ >preview.txt && code=0 || code=$?
[ "$code" = 1 ] || { echo "a preview with changes must exit with 1, not $code"; cat preview.txt; exit 1; }
grep -q '^+.*createAsyncEngine' preview.txt
rm preview.txt

echo "the same result under jscodeshift's own runner"
cp -r . ../project-jscodeshift
(cd ../project-jscodeshift && npx jscodeshift -t node_modules/asyncshift/dist/transforms/asyncshift.cjs --parser=ts src/main.ts >/dev/null)

echo "write and verify"
npx asyncshift src/ --write --verify --entry src/main.ts
cmp src/main.ts ../project-jscodeshift/src/main.ts
npx asyncshift verify src/main.ts
npx asyncshift src/
echo "undo"
npx asyncshift undo
git diff --exit-code
echo "demo"
npx asyncshift demo >../demo.txt || { cat ../demo.txt; exit 1; }
echo "the package works"
