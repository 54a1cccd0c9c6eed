//! The workloads that layerproof and its peers are measured on, and how they are timed.

pub mod loops;
pub mod models;
pub mod timing;
