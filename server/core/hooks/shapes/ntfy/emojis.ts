/** The most common of ntfy's emoji tags, each with its emoji: facts of the emoji short codes. */
const TABLE = `
grinning 😀  smile 😄  laughing 😆  joy 😂  wink 😉  heart_eyes 😍  thinking 🤔  neutral_face 😐
cry 😢  sob 😭  rage 😡  scream 😱  sleeping 😴  partying_face 🥳  sunglasses 😎  skull 💀
skull_and_crossbones ☠️  ghost 👻  robot 🤖  poop 💩  +1 👍  thumbsup 👍  -1 👎  thumbsdown 👎
clap 👏  wave 👋  pray 🙏  muscle 💪  ok_hand 👌  eyes 👀  heart ❤️  broken_heart 💔  100 💯
boom 💥  zzz 💤  speech_balloon 💬  warning ⚠️  rotating_light 🚨  no_entry ⛔  no_entry_sign 🚫
stop_sign 🛑  x ❌  heavy_check_mark ✔️  white_check_mark ✅  ballot_box_with_check ☑️
question ❓  grey_question ❔  exclamation ❗  heavy_exclamation_mark ❗  grey_exclamation ❕
bangbang ‼️  interrobang ⁉️  negative_squared_cross_mark ❎  o ⭕  red_circle 🔴
orange_circle 🟠  yellow_circle 🟡  green_circle 🟢  large_blue_circle 🔵  purple_circle 🟣
brown_circle 🟤  black_circle ⚫  white_circle ⚪  red_square 🟥  green_square 🟩
yellow_square 🟨  orange_square 🟧  triangular_flag_on_post 🚩  checkered_flag 🏁
loudspeaker 📢  mega 📣  bell 🔔  no_bell 🔕  information_source ℹ️  sos 🆘  new 🆕  ok 🆗  up 🆙
cool 🆒  free 🆓  recycle ♻️  arrows_counterclockwise 🔄  arrow_up ⬆️  arrow_down ⬇️
arrow_right ➡️  arrow_left ⬅️  tada 🎉  gift 🎁  birthday 🎂  trophy 🏆  medal_sports 🏅
star ⭐  star2 🌟  sparkles ✨  fire 🔥  zap ⚡  sunny ☀️  cloud ☁️  snowflake ❄️  snowman ⛄
umbrella ☔  ocean 🌊  droplet 💧  thermometer 🌡️  rainbow 🌈  computer 💻  desktop_computer 🖥️
keyboard ⌨️  printer 🖨️  iphone 📱  phone ☎️  telephone_receiver 📞  battery 🔋
electric_plug 🔌  floppy_disk 💾  minidisc 💽  cd 💿  dvd 📀  satellite 📡  tv 📺  camera 📷
video_camera 📹  movie_camera 🎥  clapper 🎬  popcorn 🍿  musical_note 🎵  headphones 🎧
radio 📻  lock 🔒  unlock 🔓  closed_lock_with_key 🔐  key 🔑  old_key 🗝️  shield 🛡️  mag 🔍
mag_right 🔎  bulb 💡  flashlight 🔦  wrench 🔧  hammer 🔨  hammer_and_wrench 🛠️  gear ⚙️
nut_and_bolt 🔩  toolbox 🧰  link 🔗  paperclip 📎  scissors ✂️  pushpin 📌  round_pushpin 📍
package 📦  mailbox 📫  incoming_envelope 📨  email 📧  envelope ✉️  inbox_tray 📥
outbox_tray 📤  memo 📝  pencil 📝  pencil2 ✏️  page_facing_up 📄  clipboard 📋  calendar 📆
date 📅  chart_with_upwards_trend 📈  chart_with_downwards_trend 📉  bar_chart 📊
file_folder 📁  open_file_folder 📂  card_file_box 🗃️  wastebasket 🗑️  newspaper 📰  books 📚
book 📖  bookmark 🔖  hourglass ⌛  hourglass_flowing_sand ⏳  stopwatch ⏱️  alarm_clock ⏰
timer_clock ⏲️  clock1 🕐  watch ⌚  house 🏠  house_with_garden 🏡  door 🚪  window 🪟  bed 🛏️
couch_and_lamp 🛋️  bathtub 🛁  shower 🚿  toilet 🚽  soap 🧼  broom 🧹  basket 🧺  coffee ☕
tea 🍵  beer 🍺  pizza 🍕  apple 🍎  car 🚗  oncoming_automobile 🚘  bus 🚌  train 🚋  airplane ✈️
rocket 🚀  ship 🚢  anchor ⚓  construction 🚧  traffic_light 🚥  bike 🚲  fuelpump ⛽
world_map 🗺️  earth_africa 🌍  globe_with_meridians 🌐  dog 🐶  cat 🐱  mouse 🐭  bug 🐛  ant 🐜
bee 🐝  snake 🐍  fish 🐟  bird 🐦  penguin 🐧  whale 🐳  turtle 🐢  octopus 🐙  cow 🐮  horse 🐴
pig 🐷  evergreen_tree 🌲  seedling 🌱  cactus 🌵  herb 🌿  money_with_wings 💸  dollar 💵
euro 💶  moneybag 💰  credit_card 💳  gem 💎  shopping_cart 🛒  test_tube 🧪  microscope 🔬
telescope 🔭  pill 💊  syringe 💉  hospital 🏥  ambulance 🚑  fire_engine 🚒  police_car 🚓
adhesive_bandage 🩹  man 👨  woman 👩  baby 👶  family 👪  runner 🏃  walking 🚶  facepalm 🤦
shrug 🤷  man_shrugging 🤷‍♂️  woman_shrugging 🤷‍♀️  crossed_fingers 🤞  raised_hands 🙌
point_up ☝️  point_right 👉  de 🇩🇪  us 🇺🇸  gb 🇬🇧  fr 🇫🇷  eu 🇪🇺  es 🇪🇸  it 🇮🇹  jp 🇯🇵  cn 🇨🇳
dash 💨  dancer 💃  game_die 🎲  video_game 🎮  joystick 🕹️  soccer ⚽  basketball 🏀  dart 🎯
8ball 🎱
`

const EMOJIS: ReadonlyMap<string, string> = new Map(
  [...TABLE.matchAll(/(\S+) (\S+)/g)].map(([, tag = '', emoji = '']) => [tag, emoji]),
)

/** Returns the emoji of one of ntfy's tags; undefined for a tag that has none here. */
function findEmoji(tag: string): string | undefined {
  return EMOJIS.get(tag)
}

/** Returns the tags as ntfy's apps show them: emojis before the title, the others apart. */
export function readTags(text: string | undefined): { all: string[]; emojis: string[]; others: string[] } {
  const all = (text ?? '')
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')
  const emojis = all.flatMap((tag) => findEmoji(tag) ?? [])
  return { all, emojis, others: all.filter((tag) => findEmoji(tag) === undefined) }
}
