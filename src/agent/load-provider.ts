/** The provider's client library is large: it is loaded only where a provider is configured. */
import type { Clock } from '../kernel/clock.ts';
import type { Provider, ProviderSettings } from './models.ts';

export async function loadProvider(settings: ProviderSettings, clock: Clock): Promise<Provider> {
  const { createProvider } = await import('./models.ts');
  return createProvider(settings, clock);
}
