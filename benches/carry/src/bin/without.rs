//! Reads two numbers and says one: the program with the model, less the model.

static MODEL: std::sync::RwLock<[f32; 33]> = std::sync::RwLock::new([0.0; 33]);

fn main() {
    let x = layerproof_carry::numbers();
    let model = MODEL.read().expect("nobody writes");
    layerproof_carry::say(x[0] + std::hint::black_box(&*model)[0]);
}
