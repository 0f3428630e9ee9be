"""The round table (圆桌会议): from hard cases and suggestions to topics that party secretaries approve (DOMAIN §3)."""
