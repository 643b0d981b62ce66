// Partner Center's error codes as ours: https://learn.microsoft.com/partner-center/developer/error-codes
import type { ErrorCode } from '../../error-codes';

const codes: Partial<Record<ErrorCode, readonly string[]>> = {
  AGREEMENT_MISSING: ['13605'],
  ALREADY_EXISTS: ['600061'],
  ADDRESS_INVALID: ['2007', '60071'],
  REGISTRATION_NUMBER_INVALID: ['600002', '600049', '600050'],
  PHONE_REQUIRED: ['600051'],
  // The pending answers: another change of the same cart, order or subscription is under way. 2055: changed since it was read.
  UPSTREAM_BUSY: ['2055', '800014', '800060', '800064', '800072', '800082', '900112', '900113', '900278'],
  QUANTITY_NOT_ALLOWED: ['2002', '800017', '800067', '800088', '800089', '800090', '900214', '900257', '900275'],
  WINDOW_PASSED: ['900117', '900213'],
  CATALOG_ITEM_INVALID: [
    ...['2085', '2091', '400013', '400018', '400019', '800004', '800010', '800020', '800028', '800070', '800086'],
    ...['800121', '900142', '900143', '900144', '900169', '900269', '900270'],
  ],
  PURCHASE_NOT_ALLOWED: [
    ...['2006', '2030', '800018', '800022', '800023', '800024', '800025', '800026', '800039', '800062', '800066'],
    ...['800068', '800069', '800073', '800074', '800075', '900114', '900121', '900123', '900124', '900149', '900322'],
  ],
  ORDER_FAILED: ['4018', '800008', '800009'],
  SUBSCRIPTION_NOT_FOUND: ['20003', '800021'],
  SUBSCRIPTION_NOT_CHANGEABLE: [
    ...['2001', '2011', '27009', '800012', '800027', '800040', '800081', '800091', '800092', '800095', '800096'],
    ...['900263', '900277', '900279', '900280', '900311'],
  ],
  RESELLER_RELATIONSHIP_MISSING: ['20002', '60003'],
  PERMISSION_MISSING: ['900150', '900308', '900329'],
  TENANT_REFUSES: ['900309'],
  MFA_REQUIRED: ['900421'],
};

const byCode = new Map(
  Object.entries(codes).flatMap(([ours, theirs]) => theirs.map((code) => [code, ours as ErrorCode] as const)),
);

/** Ours for one of theirs; undefined for those that say no more than the status. */
export function errorCodeOf(code: string | undefined): ErrorCode | undefined {
  return code === undefined ? undefined : byCode.get(code);
}

/** Codes of errors in a cart's lines: https://learn.microsoft.com/partner-center/developer/cart-resources#carterrorcode */
const cartCodes: Readonly<Record<string, ErrorCode>> = {
  '10001': 'CATALOG_ITEM_INVALID',
  '10003': 'CATALOG_ITEM_INVALID',
  '10013': 'CATALOG_ITEM_INVALID',
  '10014': 'CATALOG_ITEM_INVALID',
  '10002': 'QUANTITY_NOT_ALLOWED',
  '10009': 'QUANTITY_NOT_ALLOWED',
  '10015': 'QUANTITY_NOT_ALLOWED',
  '10018': 'QUANTITY_NOT_ALLOWED',
  '10019': 'QUANTITY_NOT_ALLOWED',
};

export function cartErrorCode(code: string): ErrorCode {
  return cartCodes[code] ?? byCode.get(code) ?? 'ORDER_FAILED';
}
