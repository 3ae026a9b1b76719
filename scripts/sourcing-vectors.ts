/** `node scripts/sourcing-vectors.ts [FILE...]`: runs recorded sourcing vectors through the compat profile; exit 1 when one does not hold. */
import '../require-node.mjs';
import { readFileSync } from 'node:fs';
import { compareVector, readVectorFile } from '../test/support/sourcing-vectors.ts';

const given = process.argv.slice(2);
const paths = given.length > 0 ? given : [new URL('../test/fixtures/sourcing/vectors.json', import.meta.url)];
let failures = 0;
for (const path of paths) {
  const file = readVectorFile(readFileSync(path, 'utf8'));
  for (const vector of file.vectors) {
    const differences = compareVector(file, vector);
    if (differences.length > 0) failures += 1;
    console.log(`${differences.length === 0 ? 'holds' : 'FAILS'} ${vector.id}`);
    for (const difference of differences) console.log(`      ${difference}`);
  }
  console.log(`${file.vectors.length} vectors, ${failures} failures`);
}
process.exit(failures > 0 ? 1 : 0);
