// The properties of users and groups as Graph describes them: type, whether a plain GET returns them, whether they can be written.
// https://learn.microsoft.com/en-us/graph/api/resources/user · https://learn.microsoft.com/en-us/graph/api/resources/group

export type PropertyType = 'string' | 'boolean' | 'integer' | 'object' | 'string[]' | 'object[]';

export interface Property {
  readonly type: PropertyType;
  /** Returned without $select. */
  readonly byDefault: boolean;
  readonly readOnly: boolean;
  readonly maxLength: number | undefined;
}

/** Lines of `name type [default] [readonly] [max=n]`. */
function table(text: string): ReadonlyMap<string, Property> {
  return new Map(
    text
      .trim()
      .split('\n')
      .map((line) => {
        const [name = '', type, ...flags] = line.trim().split(' ');
        const max = flags.find((flag) => flag.startsWith('max='))?.slice(4);
        return [
          name,
          {
            type: type as PropertyType,
            byDefault: flags.includes('default'),
            readOnly: flags.includes('readonly'),
            maxLength: max === undefined ? undefined : Number(max),
          },
        ];
      }),
  );
}

export const userProperties = table(`
  id string default readonly
  businessPhones string[] default
  displayName string default max=256
  givenName string default max=64
  jobTitle string default max=128
  mail string default
  mobilePhone string default max=64
  officeLocation string default
  preferredLanguage string default
  securityIdentifier string default readonly
  surname string default max=64
  userPrincipalName string default
  aboutMe string
  accountEnabled boolean
  ageGroup string
  assignedLicenses object[] readonly
  assignedPlans object[] readonly
  birthday string
  city string max=128
  companyName string max=64
  consentProvidedForMinor string
  country string max=128
  createdDateTime string readonly
  creationType string readonly
  deletedDateTime string readonly
  department string max=64
  employeeHireDate string
  employeeId string max=16
  employeeLeaveDateTime string
  employeeOrgData object
  employeeType string
  externalUserState string
  externalUserStateChangeDateTime string
  faxNumber string
  identities object[]
  imAddresses string[] readonly
  interests string[]
  isResourceAccount boolean
  lastPasswordChangeDateTime string readonly
  licenseAssignmentStates object[] readonly
  mailNickname string max=64
  mySite string
  onPremisesDistinguishedName string readonly
  onPremisesDomainName string readonly
  onPremisesExtensionAttributes object readonly
  onPremisesImmutableId string
  onPremisesLastSyncDateTime string readonly
  onPremisesSamAccountName string readonly
  onPremisesSecurityIdentifier string readonly
  onPremisesSyncEnabled boolean readonly
  onPremisesUserPrincipalName string readonly
  otherMails string[]
  passwordPolicies string
  passwordProfile object
  postalCode string max=40
  preferredDataLocation string
  preferredName string
  provisionedPlans object[] readonly
  proxyAddresses string[] readonly
  showInAddressList boolean
  signInSessionsValidFromDateTime string readonly
  skills string[]
  state string max=128
  streetAddress string max=1024
  usageLocation string
  userType string
`);

export const groupProperties = table(`
  id string default readonly
  classification string default
  createdDateTime string default readonly
  deletedDateTime string default readonly
  description string default
  displayName string default max=256
  expirationDateTime string default readonly
  groupTypes string[] default
  isAssignableToRole boolean default
  mail string default readonly
  mailEnabled boolean default
  mailNickname string default max=64
  membershipRule string default
  membershipRuleProcessingState string default
  onPremisesLastSyncDateTime string default readonly
  onPremisesSamAccountName string default readonly
  onPremisesSecurityIdentifier string default readonly
  onPremisesSyncEnabled boolean default readonly
  preferredDataLocation string default
  preferredLanguage string default
  proxyAddresses string[] default readonly
  renewedDateTime string default readonly
  resourceProvisioningOptions string[] default
  securityEnabled boolean default
  securityIdentifier string default readonly
  theme string default
  visibility string default
  assignedLicenses object[] readonly
  uniqueName string readonly
`);

/** Properties of directory extensions are named extension_{app id without dashes}_{name}. */
export const isExtension = (name: string): boolean => /^extension_[\da-f]{32}_\w+$/i.test(name);
