/** Before any of the tests: two of them ask for the same environment, and they run at the same time. */
import { installPython } from './python.ts';

export async function setup(): Promise<void> {
  await installPython();
}
