import { Hono } from 'hono';
import { AppError } from '../errors.ts';
import type { ModelInfo } from '../types.ts';
import type { Authenticate } from './auth.ts';

export interface ModelsParts {
  readonly listModels: () => Promise<readonly ModelInfo[]>;
}

/** `GET /v1/models`, `/v1/models/:id`. An id may hold slashes, as they are or encoded. */
export function modelsRoutes({ listModels }: ModelsParts, authenticate: Authenticate): Hono {
  const routes = new Hono();

  routes.get('/', async (context) => {
    authenticate(context);
    return context.json({ object: 'list', data: await listModels() });
  });

  routes.get('/:id{.+}', async (context) => {
    authenticate(context);
    const id = context.req.param('id');
    const model = (await listModels()).find((listed) => listed.id === id);
    if (!model) throw new AppError('not_found', `The model '${id}' does not exist.`, { param: 'model' });
    return context.json(model);
  });

  return routes;
}
