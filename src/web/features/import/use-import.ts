/** An import on its way: looked at first, then done, answered at once or as a task that tells how far it is. */
import { useCallback, useState } from 'react';
import { sentenceOf } from '../../api/problem.ts';
import type { Answer, Done } from '../../api/answers.ts';
import { useSignedIn } from '../../session/signed-in.ts';
import { useLive } from '../../session/use-live.ts';

export type Report = Done<'/api/v2/people/import'>;
type Task = Answer<'/api/v2/tasks/{taskId}'>;

export interface Options {
  createClasses: boolean;
  applyChanges: boolean;
  invite: boolean;
}

export type ImportState =
  | { kind: 'empty' }
  | { kind: 'looking' }
  | { kind: 'seen'; report: Report }
  | { kind: 'running'; done: number; total: number }
  | { kind: 'done'; report: Report };

export function useImport() {
  const { session } = useSignedIn();
  const [state, setState] = useState<ImportState>({ kind: 'empty' });
  const [fault, setFault] = useState<string>();
  const [task, setTask] = useState<{ id: string; isDryRun: boolean }>();

  const finish = (report: Report, isDryRun: boolean): void => {
    setTask(undefined);
    setState({ kind: isDryRun ? 'seen' : 'done', report });
  };

  useLive<Task>(task && `/api/v2/tasks/${task.id}/live`, ({ status, result, error, done, total }) => {
    if (!task) return;
    if (status === 'done') finish(result as Report, task.isDryRun);
    else if (status === 'failed') {
      setTask(undefined);
      setFault(error?.detail);
      setState({ kind: 'empty' });
    } else if (!task.isDryRun) setState({ kind: 'running', done, total });
  });

  const send = useCallback(
    async (file: File, options: Options, isDryRun: boolean) => {
      setFault(undefined);
      setState(isDryRun ? { kind: 'looking' } : { kind: 'running', done: 0, total: 0 });
      const form = new FormData();
      form.set('dryRun', String(isDryRun));
      for (const [name, value] of Object.entries(options)) form.set(name, String(value));
      form.set('file', file);
      try {
        const answer = await session.call('/api/v2/people/import', { method: 'POST', body: form });
        const body: unknown = await answer.json();
        if (answer.status === 202) setTask({ id: (body as Task).id, isDryRun });
        else finish(body as Report, isDryRun);
      } catch (error) {
        setFault(sentenceOf(error));
        setState({ kind: 'empty' });
      }
    },
    [session],
  );

  return { state, fault, send, reset: () => setState({ kind: 'empty' }) };
}
