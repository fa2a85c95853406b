-- What every message asks for: our message by the identity it carried, and whether a payer is on record.
create index envelope_reference on exchange.envelope (partner, reference) where direction = 'out';
create index obligation_payer on taxes.obligation (payer);
