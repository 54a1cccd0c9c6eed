//! Times the workloads in dfdx, candle and burn: one line a measurement. Set `RAYON_NUM_THREADS=1` for one thread each.

mod burn_peer;
mod candle_peer;
mod dfdx_peer;
mod weights;

fn main() {
    dfdx_peer::time();
    candle_peer::time();
    burn_peer::time();
}
