//! The macros of layerproof.
