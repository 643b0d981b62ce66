// Products and their service plans, by Microsoft's published identifiers.
// https://learn.microsoft.com/en-us/entra/identity/users/licensing-service-plan-reference

export interface ServicePlan {
  readonly servicePlanId: string;
  readonly servicePlanName: string;
  readonly service: string;
}

export interface Sku {
  readonly skuId: string;
  readonly skuPartNumber: string;
  readonly plans: readonly ServicePlan[];
}

const plan = (servicePlanName: string, servicePlanId: string, service: string): ServicePlan => ({
  servicePlanId,
  servicePlanName,
  service,
});

const exchangeOnline = plan('EXCHANGE_S_STANDARD', '9aaf7827-d63c-4b61-89c3-182f06f82e5c', 'exchange');

export const skus: readonly Sku[] = [
  {
    skuId: 'cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46',
    skuPartNumber: 'SPB',
    plans: [
      exchangeOnline,
      plan('SHAREPOINTSTANDARD', 'c7699d2e-19aa-44de-8edf-1736da088ca1', 'SharePoint'),
      plan('TEAMS1', '57ff2da0-773e-42df-b2af-ffb7a2317929', 'TeamspaceAPI'),
      plan('OFFICE_BUSINESS', '094e7854-93fc-4d55-b2c0-3ab5369ebdc1', 'MicrosoftOffice'),
      plan('INTUNE_A', 'c1ec4a95-1f05-45b3-a911-aa3fa01094f5', 'SCO'),
      plan('AAD_PREMIUM', '41781fb2-bc02-4b7c-bd55-b576c07bb09d', 'AADPremiumService'),
      plan('ATP_ENTERPRISE', 'f20fedf3-f3c3-43c3-8267-2bfdd51c0939', 'exchange'),
    ],
  },
  {
    skuId: '3b555118-da6a-4418-894f-7df1e2096870',
    skuPartNumber: 'O365_BUSINESS_ESSENTIALS',
    plans: [
      exchangeOnline,
      plan('SHAREPOINTSTANDARD', 'c7699d2e-19aa-44de-8edf-1736da088ca1', 'SharePoint'),
      plan('TEAMS1', '57ff2da0-773e-42df-b2af-ffb7a2317929', 'TeamspaceAPI'),
    ],
  },
  {
    skuId: '4b9405b0-7788-4568-add1-99614e613b69',
    skuPartNumber: 'EXCHANGESTANDARD',
    plans: [exchangeOnline, plan('BPOS_S_TODO_1', '5e62787c-c316-451f-b873-1d05acd4d12c', 'To-Do')],
  },
];

/** A product by id or part number. */
export function findSku(key: string): Sku | undefined {
  return skus.find((sku) => sku.skuId === key.toLowerCase() || sku.skuPartNumber === key.toUpperCase());
}
