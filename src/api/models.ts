import { Hono } from 'hono';
import { AppError } from '../errors.ts';
import type { ModelInfo } from '../types.ts';
import type { Authenticate } from './auth.ts';

export interface ModelsParts {
  readonly listModels: () => Promise<readonly ModelInfo[]>;
}

export interface ModelsOptions {
  /** Whether the upstreams are asked for a model that none of them lists: the routes after these do it. */
  readonly askUpstreams: boolean;
}

/** `GET /v1/models`, `/v1/models/:id`. An id may hold slashes, as they are or encoded. */
export function modelsRoutes(
  { listModels }: ModelsParts,
  authenticate: Authenticate,
  { askUpstreams }: ModelsOptions,
): Hono {
  const routes = new Hono();

  routes.get('/', async (context) => {
    authenticate(context);
    return context.json({ object: 'list', data: await listModels() });
  });

  routes.get('/:id{.+}', async (context, next) => {
    authenticate(context);
    const id = context.req.param('id');
    const model = (await listModels()).find((listed) => listed.id === id);
    if (model) return context.json(model);
    if (!askUpstreams) throw new AppError('not_found', `The model '${id}' does not exist.`, { param: 'model' });
    return next();
  });

  return routes;
}
