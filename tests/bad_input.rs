//! Bad input of every kind, to every operation: refused in the same form, never a fault of ours.

mod bodies;
mod connections;
mod credentials_and_settings;
mod paths_and_queries;
mod surface;
