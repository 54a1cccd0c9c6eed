use layerproof::prelude::*;

functional! {
    fn Match(user: Input<4>, item: Input<4>) -> (score, rating) {
        let both = Concatenate(user, item);
        let score = Dense<1, Sigmoid>(both);
        let rating = Dense<1>(both);
    }
}

fn main() -> Result<(), layerproof::Error> {
    let (users, items) = ([[0.1; 4]; 2], [[0.2; 4]; 2]);
    let (liked, stars) = ([true, false], [0.5, 1.0]);
    let (score, _) = Match::new(7).predict((&users[0], &[0.1, 0.2, 0.3]));
    println!("{}", score[0]);
    Ok(())
}

// mend: &[0.1, 0.2, 0.3] => &items[0]
