/** Which tenant's data a request, a job or a start is about. */
export type Environment = { readonly environmentId: string; readonly tenantId: string; readonly name: string };

/** The environment that is meant when nobody says which. */
export const DEFAULT_ENVIRONMENT_NAME = 'main';
