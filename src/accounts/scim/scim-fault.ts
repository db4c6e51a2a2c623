/** Refusals as SCIM has them (RFC 7644, 3.12): an error of ours with the word that a directory acts on. */
import { AppError, type ErrorCode } from '../../kernel/errors.ts';

export type ScimType = 'uniqueness' | 'invalidFilter' | 'invalidPath' | 'invalidValue' | 'noTarget' | 'mutability';

export class ScimFault extends AppError {
  readonly scimType: ScimType;

  constructor(scimType: ScimType, detail: string, code: ErrorCode = 'invalidInput') {
    super(code, { detail });
    this.name = 'ScimFault';
    this.scimType = scimType;
  }
}
