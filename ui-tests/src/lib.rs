//! What compiles, what does not, and what the compiler then says: see `tests/ui.rs`.
