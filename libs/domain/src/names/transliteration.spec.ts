import { describe, expect, it } from '@jest/globals';
import { transliterate } from './transliteration.ts';

describe('Ukrainian by resolution 55 of 2010', () => {
  it.each([
    ['Алушта', 'Alushta'],
    ['Андрій', 'Andrii'],
    ['Борщагівка', 'Borshchahivka'],
    ['Вінниця', 'Vinnytsia'],
    ['Володимир', 'Volodymyr'],
    ['Гадяч', 'Hadiach'],
    ['Богдан', 'Bohdan'],
    ['Згурський', 'Zghurskyi'],
    ['Розгон', 'Rozghon'],
    ['Ґалаґан', 'Galagan'],
    ['Донецьк', 'Donetsk'],
    ['Олег', 'Oleh'],
    ['Єнакієве', 'Yenakiieve'],
    ['Гаєвич', 'Haievych'],
    ["Короп'є", 'Koropie'],
    ['Житомир', 'Zhytomyr'],
    ['Закарпаття', 'Zakarpattia'],
    ['Їжакевич', 'Yizhakevych'],
    ['Кадиївка', 'Kadyivka'],
    ["Мар'їне", 'Marine'],
    ['Йосипівка', 'Yosypivka'],
    ['Стрий', 'Stryi'],
    ['Олексій', 'Oleksii'],
    ['Харків', 'Kharkiv'],
    ['Біла Церква', 'Bila Tserkva'],
    ['Чернівці', 'Chernivtsi'],
    ['Шостка', 'Shostka'],
    ['Щербухи', 'Shcherbukhy'],
    ['Юрій', 'Yurii'],
    ['Корюківка', 'Koriukivka'],
    ['Яготин', 'Yahotyn'],
    ['Костянтин', 'Kostiantyn'],
    ["Знам'янка", 'Znamianka'],
    ['Феодосія', 'Feodosiia'],
    ['Знам’янка', 'Znamianka'],
  ])('%s is %s', (cyrillic, latin) => {
    expect(transliterate(cyrillic, 'uk-55-2010')).toBe(latin);
  });

  it('keeps capitals, hyphens and what is not Cyrillic', () => {
    expect(transliterate('ЩЕРБА-Юхно (1990)', 'uk-55-2010')).toBe('SHCHERBA-Yukhno (1990)');
  });
});

describe('the other tables', () => {
  it.each([
    ['ru-icao-9303', 'Юрий Щёкин', 'Iurii Shchekin'],
    ['ru-icao-9303', 'Подъячев', 'Podieiachev'],
    ['ru-bgn-pcgn', 'Юрий Щёкин', 'Yuriy Shchëkin'],
    ['ru-bgn-pcgn', 'Евгений Алексеев', 'Yevgeniy Alekseyev'],
    ['crh-1997', 'Ахтем Чийгоз', 'Ahtem Çiygoz'],
    ['crh-1997', 'Джелял Къырымлы', 'Celâl Qırımlı'],
    ['crh-1997', 'Яя Еминов', 'Yaya Yeminov'],
  ] as const)('%s: %s is %s', (table, cyrillic, latin) => {
    expect(transliterate(cyrillic, table)).toBe(latin);
  });
});
