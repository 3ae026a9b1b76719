// Plain JavaScript on purpose: it must run, and explain itself, on the very Node that is too old.
// better-sqlite3 13 does not fail on Node 20, it segfaults, so this has to be the first import.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  process.stderr.write(
    `Packbench needs Node 24; this is Node ${process.versions.node} (${process.execPath}).\n` +
      'On Linux x64 "npm ci" installs it: start through npm ("npm start", "npm test", "npm run ..."), which puts it first.\n' +
      'On other systems install Node 24.22.1 or newer and try again.\n',
  );
  process.exit(1);
}
