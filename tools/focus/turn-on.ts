/** An admin turns the focus index of a class on, naming the impact assessment. */
import { z } from 'zod';
import type { Classes } from '../../src/school/classes/index.ts';
import { type Focus, focusSettingSchema } from '../../src/focus/index.ts';
import { omitUndefined } from '../../src/kernel/objects.ts';
import { classArgument, optionalText } from '../arguments.ts';
import { gatedTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

const left = <T extends z.ZodType>(schema: T) => z.preprocess((value) => value ?? undefined, schema.optional());
const input = z.object({
  class: classArgument,
  dpiaReference: optionalText(200).describe(
    'Reference to the impact assessment (DPIA) as the person gave it; never made up.',
  ),
  minimumPeople: left(focusSettingSchema.shape.minimumPeople.unwrap()).describe(
    'No figure of fewer people; 8 by default.',
  ),
  perStudent: left(z.boolean()).describe(
    'Also student by student, of those who agreed; only when the person asked for that.',
  ),
});

export function turnOnFocusTool(rooms: { focus: Focus; classes: Classes }): Tool {
  return gatedTool({
    name: 'turn_on_focus',
    summary:
      'Turn the focus index of a class on, with a reference to the impact assessment (DPIA), or change how it works. Shown first and confirmed by the person.',
    example: 'turn on focus for CS101, DPIA 2026-14',
    permission: 'focus.turnOn',
    input,
    planSchema: z.object({ classId: z.uuid(), code: z.string(), setting: focusSettingSchema }),
    preview: async ({ actor }, { class: typed, dpiaReference, minimumPeople, perStudent }) => {
      const view = await rooms.classes.resolve(actor, typed);
      const state = await rooms.focus.readState(actor, view.id);
      const reference = dpiaReference ?? state.setting?.dpiaReference;
      if (reference === undefined) {
        return {
          kind: 'answer',
          result: {
            text: words.beforeTheFocusIndex(view.code),
          },
        };
      }
      const setting = { ...state.setting, ...omitUndefined({ minimumPeople, perStudent }), dpiaReference: reference };
      const plan = focusSettingSchema.parse(setting);
      await rooms.focus.requireSettable(plan);
      const scope = plan.perStudent ? words.alsoStudentByStudentOfThose : words.ofTheClassAsAWhole;
      return {
        kind: 'confirm',
        text: words.shallITurnTheFocusIndexOnFor({
          code: view.code,
          reference,
          scope,
          minimumPeople: plan.minimumPeople,
        }),
        plan: { classId: view.id, code: view.code, setting: plan },
      };
    },
    run: async ({ actor }, { classId, setting }) => ({
      text: (await rooms.focus.turnOn(actor, classId, setting)).sentence,
    }),
  });
}
