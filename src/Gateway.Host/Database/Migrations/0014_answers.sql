-- Answers stand beside what they answer.
create index envelope_answer on exchange.envelope (in_reply_to) where in_reply_to is not null;
