import { offers } from "./vocabulary.ts";

offers.onChild({ offer: { failed: (_, why, { spawn }) => spawn.offer({ town: why }) } });
