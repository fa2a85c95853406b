-- Where each box of a message and each noun of a document came from, and what went nowhere: kept with what it explains.
alter table exchange.envelope add column provenance jsonb;
alter table declarations.document add column origin jsonb;
