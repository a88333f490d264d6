#!/usr/bin/env node
import { main } from "#duka-sim";

process.exitCode = await main(process.argv.slice(2));
