// `npm run chaos:mutants`: takes away one rule at a time; the simulation must notice each time.
import { hunt, mutants } from '../simulate/mutants';
import { readNumbers } from '../simulate/options';
import { runProgram } from '../start/program';

runProgram(async () => {
  const { trials } = readNumbers({ trials: 20_000 });
  let survivors = 0;
  for (const [n, mutant] of mutants.entries()) {
    const found = await hunt(mutant, n, trials);
    if (!found) survivors += 1;
    const verdict = found ? `found in ${String(found.trials)} trials\n    ${found.wrong[0] ?? ''}` : 'NOT FOUND';
    console.log(`without ${mutant.without}: ${verdict}`);
  }
  console.log(survivors === 0 ? 'The simulation fails without any of them.' : `${String(survivors)} not found.`);
  return survivors === 0 ? 0 : 1;
});
