import type { AnyAction } from '../actions/action';
import type { Setting } from '../config';
import type { ErrorCodeEntry } from '../error-codes';
import { actionPage } from './action-page';
import { actionsIndex, readmeActions } from './action-tables';
import type { Artefact } from './artefact';
import { errorsPage } from './errors-page';
import { settingsPage } from './settings-page';
import { settingsSample } from './settings-sample';

/** What the product declares and documents are made from. */
export interface Declared {
  readonly settings: readonly Setting[];
  readonly errorCodes: Readonly<Record<string, ErrorCodeEntry>>;
  readonly catalogue: readonly AnyAction[];
}

/** Every generated file. */
export function artefacts({ settings, errorCodes, catalogue }: Declared): readonly Artefact[] {
  return [
    settingsSample(settings),
    settingsPage(settings),
    errorsPage(errorCodes),
    actionsIndex(catalogue),
    readmeActions(catalogue),
    ...catalogue.map(actionPage),
  ];
}

/** Folders that hold nothing but generated files: what else lies there is left over. */
export const generatedFolders: readonly string[] = ['docs/actions'];
