-- What pages fetch later is named by its build. A page that was loaded before an upgrade, or from a server of another
-- version behind the same address, asks for the files of another build: those that ran here of late are kept for it.
-- A small table.

create table built_module (
    build text not null,
    name text not null,
    content bytea not null,
    ran_at timestamptz not null,
    primary key (build, name)
);
