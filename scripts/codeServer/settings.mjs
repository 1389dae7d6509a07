/** The settings.json of an editor under test. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Nothing that opens by itself, asks, or looks for a network. */
const quiet = {
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'git.enabled': false,
  'chat.commandCenter.enabled': false,
  'security.workspace.trust.enabled': false,
};

/** Variables for code-server under which it looks for no extensions elsewhere. */
export const withoutGallery = { EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: '', itemUrl: '' }) };

/** Replaces the user's settings; a running editor follows. @param {string} userData @param {Record<string, unknown>} settings */
export function writeSettings(userData, settings) {
  mkdirSync(join(userData, 'User'), { recursive: true });
  writeFileSync(join(userData, 'User', 'settings.json'), JSON.stringify({ ...quiet, ...settings }, null, 2));
}
