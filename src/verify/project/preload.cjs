/* Loaded into every Node process of a command that is verified: a test runner among them is asked to write a report too. */
const path = require('node:path');

const folder = process.env.ASYNCSHIFT_REPORTS;

/** What to add to the arguments of each runner, by where its executable lies. */
const runners = [
  {
    executable: /[\\/]vitest[\\/](?:vitest|dist[\\/]cli)\.m?js$/,
    /* Without a reporter named on the command line, those of the configuration would be gone with the one that is added. */
    args: (file, given) => [
      ...(given.some((one) => one.startsWith('--reporter')) ? [] : ['--reporter=default']),
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    report: 'jest',
  },
  {
    executable: /[\\/](?:jest|jest-cli)[\\/]bin[\\/]jest\.js$/,
    args: (file) => ['--json', `--outputFile=${file}`],
    report: 'jest',
  },
  {
    executable: /[\\/]mocha[\\/](?:bin[\\/]_?mocha(?:\.c?js)?|lib[\\/]cli[\\/]cli\.js)$/,
    args: (file) => ['--reporter=json', `--reporter-option=output=${file}`],
    report: 'mocha',
  },
];

const [, main = ''] = process.argv;
const runner =
  folder &&
  require('node:worker_threads').isMainThread &&
  runners.find(({ executable }) => executable.test(real(main)));
/* mocha starts itself again where Node takes options: what it was given then is added already. */
if (runner && !process.argv.some((one) => one.includes(folder))) {
  const file = path.join(folder, `${runner.report}-${process.pid}.json`);
  const given = process.argv.slice(2);
  const end = given.indexOf('--');
  const at = end === -1 ? process.argv.length : end + 2;
  process.argv.splice(at, 0, ...runner.args(file, given));
}

function real(file) {
  try {
    return require('node:fs').realpathSync(file);
  } catch {
    return file;
  }
}
