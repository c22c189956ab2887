#!/usr/bin/env node
import { VpnMonitor } from 'alicloud-vpn-monitor';

process.stdout.write(`${VpnMonitor.name}\n`);
