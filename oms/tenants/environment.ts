/** Which tenant's data a request, a job or a start is about. */
export type Environment = { readonly environmentId: string; readonly tenantId: string; readonly name: string };

/** The environment that is meant when nobody says which. */
export const DEFAULT_ENVIRONMENT_NAME = 'main';

export const ENVIRONMENT_STATES = ['PROVISIONING', 'ACTIVE', 'SUSPENDED', 'FAILED'] as const;
export type EnvironmentState = (typeof ENVIRONMENT_STATES)[number];
/** `state`: SUSPENDED also when the whole tenant is. `databaseName` null: in the first database. */
export type EnvironmentRow = Environment & { readonly state: EnvironmentState; readonly databaseName: string | null; readonly failure: string | null };

export const TENANT_STATES = ['ACTIVE', 'SUSPENDED'] as const;
export type TenantState = (typeof TENANT_STATES)[number];
