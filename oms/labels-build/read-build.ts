/** Finds a build, and the files that its manifest names; nothing else of what is stored can be had here. */
import type { Services } from '../services.ts';
import { MANIFEST_MEDIA_TYPE, SHEET_MEDIA_TYPE } from './build-labels.ts';
import { selectResult } from './build-store.ts';
import { manifestSchema, toAnswer, type BuildAnswer } from './build-schemas.ts';

export async function readBuild(services: Services, buildId: string): Promise<BuildAnswer | null> {
  const bytes = await selectResult(services.db, buildId, MANIFEST_MEDIA_TYPE);
  return bytes ? toAnswer(buildId, manifestSchema.parse(JSON.parse(bytes.toString('utf8')))) : null;
}

export async function readBuiltFile(services: Services, buildId: string, file: string): Promise<Buffer | null> {
  const group = (await readBuild(services, buildId))?.groups.find((candidate) => candidate.file === file);
  return group ? selectResult(services.db, group.sha256, SHEET_MEDIA_TYPE) : null;
}
