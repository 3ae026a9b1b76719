/** Which environment a request is for: by header, or by the beginning of its address for those who cannot set headers. Pure. */
import { err, ok, type Result } from '../../domain/result.ts';

/** As the control plane keeps names (migration 000001). */
export const ENVIRONMENT_NAME = /^[a-z][a-z0-9-]{1,40}$/;
/** Node gives header names in lower case. */
export const ENVIRONMENT_HEADER = 'x-oms-environment';
const PREFIX = /^\/environments\/([^/?#]*)(.*)$/s;

/** `name` null: nobody said, so the default. `url`: the address inside of the environment. */
export type Addressed = { readonly name: string | null; readonly url: string };
export type AddressRefusal = 'EnvironmentAmbiguous' | 'UnknownEnvironment';

export function readEnvironmentName(url: string, header: string | undefined): Result<Addressed, AddressRefusal> {
  // The usual request costs no more than this.
  if (header === undefined && !url.startsWith('/environments/')) return ok({ name: null, url });
  const prefixed = PREFIX.exec(url);
  const fromUrl = prefixed?.[1];
  if (header !== undefined && fromUrl !== undefined && header !== fromUrl) return err('EnvironmentAmbiguous');
  const name = header ?? fromUrl ?? '';
  if (!ENVIRONMENT_NAME.test(name)) return err('UnknownEnvironment');
  const rest = prefixed?.[2] ?? url;
  return ok({ name, url: rest.startsWith('/') ? rest : `/${rest}` });
}
