/** What a registration of the bot with Microsoft is known by. */
export interface TeamsSettings {
  /** Absent only when anybody is believed, in development. */
  appId: string | undefined;
  appPassword: string | undefined;
  appType: 'MultiTenant' | 'SingleTenant' | 'UserAssignedMSI';
  tenantId: string | undefined;
  openIdMetadataUrl: string | undefined;
  loginUrl: string | undefined;
}
