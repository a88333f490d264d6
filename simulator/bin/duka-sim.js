#!/usr/bin/env node
import { main } from "@duka/simulator/cli/duka-sim";

process.exitCode = await main(process.argv.slice(2));
